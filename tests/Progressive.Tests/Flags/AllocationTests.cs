using Progressive.Flags;
using Xunit;

namespace Progressive.Tests.Flags;

/// <summary>Deciding allocates nothing, on any path.</summary>
public sealed class AllocationTests
{
    private static readonly EvaluationContext s_context = new("user-1") { ["group"] = "staff", ["tenant"] = -1.7976931348623157E+308, ["whole"] = long.MinValue, ["beta"] = true };

    public static TheoryData<string> Cases => ["static", "rule", "rollout", "split", "attribute", "number", "whole", "boolean", "call", "missing", "long"];

    [Theory]
    [MemberData(nameof(Cases))]
    public void None(string path)
    {
        var context = path == "long" ? new EvaluationContext(new string('k', 2000)) : s_context;
        var flag = new CompiledFlag(path switch
        {
            "static" => FlagSample.Parts(),
            "rule" => FlagSample.Parts(rules: [FlagSample.When("group", "staff", 1)]),
            "rollout" or "long" => FlagSample.Parts(rollout: ("stable", "candidate")),
            "split" => FlagSample.Parts(split: [("stable", "50%"), ("candidate", "50%")]),
            "attribute" => By("group"),
            "number" => By("tenant"),
            "whole" => By("whole"),
            "boolean" => By("beta"),
            "call" => FlagSample.Parts(stickBy: StickyKey.Call, split: [("stable", "50%"), ("candidate", "50%")]),
            _ => By("nothing"),
        });

        // The first evaluations make the shared answers; later ones are what a request pays for.
        Evaluate();
        Evaluate();
        var before = GC.GetAllocatedBytesForCurrentThread();
        Evaluate();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Evaluate()
        {
            for (var i = 0; i < 100; i++)
            {
                FlagEvaluator.Evaluate(flag, context);
            }
        }
    }

    private static CompiledFlagParts By(string attribute) =>
        FlagSample.Parts(stickBy: StickyKey.Attribute, attribute: attribute, split: [("stable", "50%"), ("candidate", "50%")]);
}
