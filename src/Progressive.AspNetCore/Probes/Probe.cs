using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Progressive.AspNetCore.Probes;

/// <summary>Answers with a status and one word, from bytes made beforehand.</summary>
internal sealed class Probe(Func<ProbeAnswer> ask)
{
    public Task InvokeAsync(HttpContext http)
    {
        var answer = ask();
        var response = http.Response;
        response.StatusCode = answer.StatusCode;
        response.ContentType = "text/plain; charset=utf-8";
        response.ContentLength = answer.Body.Length;
        response.Headers[HeaderNames.CacheControl] = "no-store";
        return HttpMethods.IsHead(http.Request.Method) ? Task.CompletedTask : response.Body.WriteAsync(answer.Body, http.RequestAborted).AsTask();
    }
}

/// <summary>What a probe says.</summary>
internal sealed class ProbeAnswer(int statusCode, string word)
{
    public int StatusCode { get; } = statusCode;

    public ReadOnlyMemory<byte> Body { get; } = Encoding.UTF8.GetBytes(word);
}
