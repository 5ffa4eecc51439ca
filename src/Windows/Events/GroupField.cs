namespace CtrBench.Windows.Events;

/// <summary>The event field that results are grouped by, besides the window.</summary>
public enum GroupField : byte
{
    /// <summary>No grouping: one result a window.</summary>
    None = 0,

    /// <summary><c>ad_id</c>.</summary>
    AdId,

    /// <summary><c>ad_type</c>.</summary>
    AdType,

    /// <summary><c>page_id</c>.</summary>
    PageId,

    /// <summary><c>producer_id</c>.</summary>
    ProducerId,

    /// <summary>The key of the query's <see cref="CtrQuery.Schema"/>.</summary>
    Key,
}

/// <summary>Names of group fields in events, queries and recordings.</summary>
internal static class GroupFieldName
{
    /// <summary>The field's name on the wire; null without grouping.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not a group field.</exception>
    public static string? Of(GroupField field) => field switch
    {
        GroupField.None => null,
        GroupField.AdId => "ad_id",
        GroupField.AdType => "ad_type",
        GroupField.PageId => "page_id",
        GroupField.ProducerId => "producer_id",
        GroupField.Key => "key",
        _ => throw new ArgumentOutOfRangeException(nameof(field), field, "Not a group field."),
    };
}
