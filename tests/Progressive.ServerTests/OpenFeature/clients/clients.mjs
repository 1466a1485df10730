// Drives the real OpenFeature clients. Commands come as lines of JSON on stdin, answers go as lines of JSON to stdout.
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';

const require = createRequire(import.meta.url);
const { OpenFeature: Server } = require('@openfeature/server-sdk');
const { OFREPProvider } = require('@openfeature/ofrep-provider');
const { OpenFeature: Web, ClientProviderEvents } = require('@openfeature/web-sdk');
const { OFREPWebProvider } = require('@openfeature/ofrep-web-provider');

// Every request the clients make, as the network saw it.
const requests = [];
const fetchImplementation = async (...args) => {
  const request = new Request(...args);
  const entry = { path: new URL(request.url).pathname, ifNoneMatch: request.headers.get('If-None-Match') };
  const response = await fetch(request);
  entry.status = response.status;
  entry.etag = response.headers.get('ETag');
  requests.push(entry);
  return response;
};

const changes = [];
const kinds = { boolean: 'getBooleanDetails', string: 'getStringDetails', number: 'getNumberDetails', object: 'getObjectDetails' };
const shown = ({ flagKey, value, variant, reason, errorCode }) => ({ flagKey, value, variant, reason, errorCode });

const commands = {
  async server({ baseUrl, headers }) {
    await Server.setProviderAndWait(new OFREPProvider({ baseUrl, headers, fetchImplementation }));
    return {};
  },
  async serverRead({ kind, flag, otherwise, context }) {
    return shown(await Server.getClient()[kinds[kind]](flag, otherwise, context));
  },
  async web({ baseUrl, headers, pollInterval, context }) {
    await Web.setContext(context ?? {});
    const provider = new OFREPWebProvider({ baseUrl, headers, pollInterval, cacheMode: 'disabled', fetchImplementation });
    try {
      await Web.setProviderAndWait(provider);
    } catch (error) {
      return { failed: error.name, status: Web.getClient().providerStatus };
    }
    Web.getClient().addHandler(ClientProviderEvents.ConfigurationChanged, (event) => changes.push(...(event?.flagsChanged ?? [])));
    return { status: Web.getClient().providerStatus };
  },
  async webContext({ context }) {
    await Web.setContext(context);
    return {};
  },
  async webRead({ kind, flag, otherwise }) {
    return shown(Web.getClient()[kinds[kind]](flag, otherwise));
  },
  async requests() {
    return { requests, changes };
  },
};

for await (const line of createInterface({ input: process.stdin })) {
  const { command, ...rest } = JSON.parse(line);
  let answer;
  try {
    answer = await commands[command](rest);
  } catch (error) {
    answer = { failed: error.name, message: error.message };
  }
  process.stdout.write(JSON.stringify(answer) + '\n');
}
process.exit(0);
