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
        var value = new BoundReference(0, DataTypes.StringType, true);
        Expression reading = new JsonToStructs(
            type, scala.collection.immutable.Map$.MODULE$.<String, String>empty(), value, scala.Option.apply("UTC"), true);
        try (var in = new DataInputStream(new BufferedInputStream(new FileInputStream(arguments[0]), 1 << 20));
             var out = new PrintWriter(new BufferedWriter(new FileWriter(arguments[1])))) {
            while (in.available() > 0) {
                // CAST(value AS STRING) takes the bytes as they are.
                var text = UTF8String.fromBytes(in.readNBytes(in.readInt()));
                out.println(text((InternalRow) reading.eval(new GenericInternalRow(new Object[] {text}))));
            }
        }
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
