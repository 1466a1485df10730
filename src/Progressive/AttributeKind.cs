namespace Progressive;

internal enum AttributeKind : byte
{
    Absent,
    Text,
    Number,
    Whole,
    Boolean,
    List,
}
