namespace Progressive.Definitions;

/// <summary>The forms of a flag that is written in one word.</summary>
internal enum FlagShorthand
{
    /// <summary>It is an object.</summary>
    None,

    /// <summary><c>true</c> or <c>false</c>.</summary>
    OnOff,

    /// <summary><c>25%</c>: the share of on.</summary>
    ShareOfOn,

    /// <summary><c>blue</c>: that variant for everybody.</summary>
    VariantForAll,
}
