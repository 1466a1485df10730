namespace Progressive.Flags.Rules;

/// <summary>One test of one attribute. A list passes when one of its texts does.</summary>
internal abstract class AttributeTest
{
    /// <summary>Of a list, it is about all of it and not about each of its texts.</summary>
    protected virtual bool IsAboutTheWhole => false;

    /// <summary>Whether an attribute passes several tests. Of a list one text has to pass them all: [5, 30] is not between 10 and 20.</summary>
    public static bool PassesAll(AttributeTest[] tests, in AttributeValue actual)
    {
        if (actual.Kind == AttributeKind.List && tests.Length > 1)
        {
            return ListPassesAll(tests, actual);
        }

        foreach (var test in tests)
        {
            if (!test.Passes(actual))
            {
                return false;
            }
        }

        return true;
    }

    public virtual bool Passes(in AttributeValue actual)
    {
        switch (actual.Kind)
        {
            case AttributeKind.Absent:
                // Whatever is asked about what is not there is not so.
                return false;
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

    /// <summary>The operator and its operands.</summary>
    public abstract override string ToString();

    protected abstract bool PassesCore(in AttributeValue actual);

    private static bool ListPassesAll(AttributeTest[] tests, in AttributeValue actual)
    {
        var areAllWhole = true;
        foreach (var test in tests)
        {
            if (!test.IsAboutTheWhole)
            {
                areAllWhole = false;
            }
            else if (!test.Passes(actual))
            {
                return false;
            }
        }

        if (areAllWhole)
        {
            return true;
        }

        foreach (var text in actual.List)
        {
            if (TextPassesAll(tests, text))
            {
                return true;
            }
        }

        return false;
    }

    private static bool TextPassesAll(AttributeTest[] tests, in AttributeValue text)
    {
        foreach (var test in tests)
        {
            if (!test.IsAboutTheWhole && !test.PassesCore(text))
            {
                return false;
            }
        }

        return true;
    }
}
