namespace Progressive.Flags.Rules;

/// <summary>One test of one attribute. A list passes when one of its texts does.</summary>
internal abstract class AttributeTest
{
    public virtual bool Passes(in AttributeValue actual)
    {
        switch (actual.Kind)
        {
            case AttributeKind.Absent:
                return PassesAbsent;
            case AttributeKind.List:
                foreach (var text in actual.List)
                {
                    if (PassesCore(text))
                    {
                        return true;
                    }
                }

                return false;
            default:
                return PassesCore(actual);
        }
    }

    /// <summary>How an attribute that is not there fares.</summary>
    protected virtual bool PassesAbsent => false;

    /// <summary>The operator and its operands.</summary>
    public abstract override string ToString();

    protected abstract bool PassesCore(in AttributeValue actual);
}
