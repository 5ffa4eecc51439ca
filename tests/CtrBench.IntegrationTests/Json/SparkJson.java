import java.io.*;
import java.util.HexFormat;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.*;
import org.apache.spark.sql.types.*;
import org.apache.spark.unsafe.types.UTF8String;

/** Reads records by Spark's own from_json: one line per record. Arguments: file of records (length, bytes), file of lines. */
public class SparkJson {
    public static void main(String[] arguments) throws Exception {
        var type = new StructType();
        for (String name : new String[] {"producer_id", "user_id", "page_id", "ad_id", "ad_type", "event_type"}) type = type.add(name, "string");
        type = type.add("event_time_ms", "bigint").add("producer_timestamp_ns", "bigint").add("ip_address", "string");
        boolean mapped = arguments.length > 2;
        // The mapping of TwinReading: meta.ts (s), kind, sent.at.us, meta.k
        if (mapped) type = StructType.fromDDL("`meta` STRUCT<`ts`: BIGINT, `k`: STRING>, `kind` STRING, `sent` STRUCT<`at`: STRUCT<`us`: BIGINT>>");
        var value = new BoundReference(0, DataTypes.StringType, true);
        Expression reading = new JsonToStructs(
            type, scala.collection.immutable.Map$.MODULE$.<String, String>empty(), value, scala.Option.apply("UTC"), true);
        try (var in = new DataInputStream(new BufferedInputStream(new FileInputStream(arguments[0]), 1 << 20));
             var out = new PrintWriter(new BufferedWriter(new FileWriter(arguments[1])))) {
            while (in.available() > 0) {
                // CAST(value AS STRING) takes the bytes as they are.
                var text = UTF8String.fromBytes(in.readNBytes(in.readInt()));
                var row = (InternalRow) reading.eval(new GenericInternalRow(new Object[] {text}));
                out.println(mapped ? mappedText(row) : text(row));
            }
        }
    }

    // What the plan makes of the fields.
    static String mappedText(InternalRow row) {
        if (row == null) return "-/other/-";
        InternalRow meta = row.isNullAt(0) ? null : row.getStruct(0, 2), sent = row.isNullAt(2) ? null : row.getStruct(2, 1);
        InternalRow at = sent == null || sent.isNullAt(0) ? null : sent.getStruct(0, 1);
        boolean timed = meta != null && !meta.isNullAt(0) && meta.getLong(0) >= 0 && meta.getLong(0) <= 253_402_300_799L;
        boolean stamped = at != null && !at.isNullAt(0) && at.getLong(0) <= Long.MAX_VALUE / 1000 && at.getLong(0) >= -(Long.MAX_VALUE / 1000);
        String kind = row.isNullAt(1) ? "other" : row.getUTF8String(1).toString();
        kind = kind.equals("1") || kind.equals("shown") ? "view" : kind.equals("2") || kind.equals("true") ? "click" : "other";
        return (timed ? meta.getLong(0) * 1000 : "-") + "/" + kind + "/" + (stamped ? at.getLong(0) * 1000 : "-")
            + (!timed ? "" : "/" + (meta.isNullAt(1) ? "null" : HexFormat.of().formatHex(meta.getUTF8String(1).getBytes())));
    }

    static String text(InternalRow row) {
        if (row == null) return "-/other/-";
        String kind = row.isNullAt(5) ? "other" : row.getUTF8String(5).toString();
        if (!kind.equals("view") && !kind.equals("click")) kind = "other";
        boolean timed = !row.isNullAt(6);
        return (timed ? row.getLong(6) : "-") + "/" + kind + "/" + (row.isNullAt(7) ? "-" : row.getLong(7))
            + (!timed ? "" : "/" + (row.isNullAt(3) ? "null" : HexFormat.of().formatHex(row.getUTF8String(3).getBytes())));
    }
}
