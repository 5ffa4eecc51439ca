import java.io.*;
import java.util.*;
import org.apache.flink.formats.common.TimestampFormat;
import org.apache.flink.formats.json.JsonParserRowDataDeserializationSchema;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.runtime.typeutils.InternalTypeInfo;
import org.apache.flink.table.types.logical.*;
import org.apache.flink.util.Collector;

/** Reads records by Flink's own JSON format: one line of rows per record. Arguments: file of records (length, bytes), file of lines. */
public class FlinkJson {
    static final long FIRST_MS = -62_167_219_200_000L, LAST_MS = 253_402_300_799_999L;

    public static void main(String[] arguments) throws Exception {
        String[] names = {"producer_id", "user_id", "page_id", "ad_id", "ad_type", "event_type", "event_time_ms", "producer_timestamp_ns", "ip_address"};
        LogicalType text = new VarCharType(VarCharType.MAX_LENGTH), integer = new BigIntType();
        RowType type = RowType.of(new LogicalType[] {text, text, text, text, text, text, integer, integer, text}, names);
        boolean mapped = arguments.length > 2;
        if (mapped) {
            // The mapping of TwinReading: meta.ts (s), kind, sent.at.us, meta.k
            names = new String[] {"meta", "kind", "sent"};
            RowType at = RowType.of(new LogicalType[] {integer}, new String[] {"us"});
            type = RowType.of(new LogicalType[] {
                RowType.of(new LogicalType[] {integer, text}, new String[] {"ts", "k"}), text,
                RowType.of(new LogicalType[] {at}, new String[] {"at"})}, names);
        }
        var format = fresh(type, names);
        var rows = new Rows();
        rows.mapped = mapped;
        try (var in = new DataInputStream(new BufferedInputStream(new FileInputStream(arguments[0]), 1 << 20));
             var out = new PrintWriter(new BufferedWriter(new FileWriter(arguments[1])))) {
            while (in.available() > 0) {
                byte[] record = in.readNBytes(in.readInt());
                // Jackson may take a name with such a byte for one that an earlier record had: here only for a field's.
                if (contains(record, (byte) 0xFF)) format = fresh(type, names);
                rows.texts.clear();
                rows.nulls = 0;
                format.deserialize(record, rows);
                out.println(rows.texts.isEmpty() ? "-/other/-" : String.join(";", rows.texts));
            }
        }
    }

    /** The format after one record, which has every field. */
    static JsonParserRowDataDeserializationSchema fresh(RowType type, String[] names) throws Exception {
        var format = new JsonParserRowDataDeserializationSchema(type, InternalTypeInfo.of(type), false, true, TimestampFormat.SQL);
        format.open(null);
        format.deserialize(("{\"" + String.join("\":1,\"", names) + "\":1,\"ts\":1,\"k\":1,\"at\":1,\"us\":1}").getBytes(), new Rows());
        return format;
    }

    static boolean contains(byte[] record, byte sought) {
        for (byte b : record) if (b == sought) return true;
        return false;
    }

    static class Rows implements Collector<RowData> {
        final List<String> texts = new ArrayList<>();
        int nulls;
        boolean mapped;

        @Override public void collect(RowData row) {
            if (row == null) {
                // After some errors Flink reads on for ever behind the end of the record; an Error ends that.
                if (++nulls > 100_000) throw new Error("endless");
                return;
            }
            if (mapped) {
                texts.add(mappedText(row));
                return;
            }
            boolean timed = !row.isNullAt(6) && row.getLong(6) >= FIRST_MS && row.getLong(6) <= LAST_MS;
            String kind = row.isNullAt(5) ? "other" : row.getString(5).toString();
            if (!kind.equals("view") && !kind.equals("click")) kind = "other";
            texts.add((timed ? row.getLong(6) : "-") + "/" + kind + "/" + (row.isNullAt(7) ? "-" : row.getLong(7))
                + (!timed ? "" : "/" + (row.isNullAt(3) ? "null" : HexFormat.of().formatHex(row.getString(3).toBytes()))));
        }

        // What the SQL makes of the columns.
        static String mappedText(RowData row) {
            RowData meta = row.isNullAt(0) ? null : row.getRow(0, 2), sent = row.isNullAt(2) ? null : row.getRow(2, 1);
            RowData at = sent == null || sent.isNullAt(0) ? null : sent.getRow(0, 1);
            boolean timed = meta != null && !meta.isNullAt(0) && meta.getLong(0) >= 0 && meta.getLong(0) <= LAST_MS / 1000;
            boolean stamped = at != null && !at.isNullAt(0) && at.getLong(0) <= Long.MAX_VALUE / 1000 && at.getLong(0) >= -(Long.MAX_VALUE / 1000);
            String kind = row.isNullAt(1) ? "other" : row.getString(1).toString();
            kind = kind.equals("1") || kind.equals("shown") ? "view" : kind.equals("2") || kind.equals("true") ? "click" : "other";
            return (timed ? meta.getLong(0) * 1000 : "-") + "/" + kind + "/" + (stamped ? at.getLong(0) * 1000 : "-")
                + (!timed ? "" : "/" + (meta.isNullAt(1) ? "null" : HexFormat.of().formatHex(meta.getString(1).toBytes())));
        }

        @Override public void close() { }
    }
}
