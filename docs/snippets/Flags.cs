using Progressive;

namespace Snippets;

internal sealed class Flags(IFlags flags)
{
    private static readonly FlagKey NewSearch = new("new-search");

    public string? ByName(EvaluationContext context)
    {
        if (flags.IsEnabled("new-search"))
        {
            return "new";
        }

        var evaluation = flags.Evaluate("theme", context);   // Variant, Reason, Cause, Revision
        return evaluation.Variant;
    }

    public bool ByHandle()
    {
        if (flags.IsEnabled(NewSearch))
        {
            return true;
        }

        return false;
    }

    public bool ForUser(string userId)
    {
        var context = new EvaluationContext(userId) { ["country"] = "SE" };
        var isEnabled = flags.IsEnabled("new-search", context);
        return isEnabled;
    }

    public async Task SendAsync(IEnumerable<string> invoices)
    {
        using (flags.Pin())
        {
            foreach (var invoice in invoices)
            {
                await SendAsync(invoice);           // every flag read in here is of one version, routed services included
            }
        }
    }

    public Evaluation Preview(EvaluationContext context)
    {
        var preview = flags.Peek("checkout", context);      // for a page that shows what somebody would get
        return preview;
    }

    private static async Task SendAsync(string invoice) => await Console.Out.WriteLineAsync(invoice);

    public static async Task HandleAsync(Message message, Func<Message, Task> handle)
    {
        using (EvaluationContext.Enter(new(message.TenantId)))
        {
            await handle(message);          // every flag read in here asks for this tenant
        }
    }
}
