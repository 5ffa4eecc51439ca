import java.lang.reflect.*;
import java.time.Duration;
import java.util.*;
import org.apache.flink.api.common.eventtime.*;
import org.apache.flink.api.connector.source.*;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.apache.flink.runtime.metrics.groups.UnregisteredMetricGroups;
import org.apache.flink.streaming.api.operators.source.*;
import org.apache.flink.streaming.runtime.io.PushingAsyncDataInput.DataOutput;
import org.apache.flink.streaming.runtime.tasks.ProcessingTimeService;
import org.apache.flink.streaming.runtime.watermarkstatus.*;
import org.apache.flink.table.data.*;
import org.apache.flink.util.clock.*;

/**
 * Flink's own classes between a source's rows and the window operator's watermark (outputs of splits, multiplexer, idleness, status, valve)
 * under a clock by hand. A line of standard input is "readers|partitions|event or periodic|idle timeout in ms|steps"; a step is pN@T, a row
 * of partition N at event time T; tM, M ticks of 200 ms; or d, a drain. A line of output has the operator's watermark after each step.
 */
public class FlinkIdleness {
    static final int TICK_MS = 200;
    static long watermarkMs;

    public static void main(String[] arguments) throws Exception {
        var in = new Scanner(System.in);
        while (in.hasNextLine()) {
            String[] part = in.nextLine().split("\\|");
            System.out.println(run(Integer.parseInt(part[0]), Integer.parseInt(part[1]), part[2].equals("event"), Long.parseLong(part[3]), part[4]));
        }
    }

    static String run(int readers, int partitions, boolean onEvent, long idleMs, String steps) throws Exception {
        watermarkMs = Long.MIN_VALUE;
        var clock = new ManualClock(0);
        var valve = new StatusWatermarkValve(readers);
        DataOutput operator = output((name, given) -> {
            if (name.equals("emitWatermark") && given instanceof org.apache.flink.streaming.api.watermark.Watermark mark) watermarkMs = mark.getTimestamp();
        });
        List<Runnable> ticks = new ArrayList<>();
        List<DataOutput> ends = new ArrayList<>();
        var splits = new SourceOutput[partitions];
        for (int reader = 0; reader < readers; reader++) {
            DataOutput network = network(valve, reader, operator);
            ends.add(network);
            ticks.add(source(reader, readers, onEvent, idleMs, clock, network, splits));
        }

        var seen = new StringJoiner(" ");
        for (String step : steps.split(" ")) {
            if (step.charAt(0) == 'p') {
                int at = step.indexOf('@');
                var row = new GenericRowData(1);
                row.setField(0, Long.parseLong(step.substring(at + 1)));
                splits[Integer.parseInt(step.substring(1, at))].collect(row, Long.MIN_VALUE);
            } else if (step.charAt(0) == 't') {
                for (int i = Integer.parseInt(step.substring(1)); i > 0; i--) {
                    clock.advanceTime(Duration.ofMillis(TICK_MS));
                    for (Runnable tick : ticks) tick.run();
                }
            } else {
                // SourceOperatorStreamTask.advanceToEndOfEventTime
                for (DataOutput end : ends) end.emitWatermark(org.apache.flink.streaming.api.watermark.Watermark.MAX_WATERMARK);
            }
            seen.add(watermarkMs == Long.MIN_VALUE ? "-" : watermarkMs == Long.MAX_VALUE ? "end" : "" + watermarkMs);
        }
        return seen.toString();
    }

    /** What RecordWriterOutput does: an idle source's watermarks do not pass, and a status passes when it changes. */
    static DataOutput network(StatusWatermarkValve valve, int channel, DataOutput operator) {
        boolean[] idle = {false};
        return output((name, given) -> {
            if (name.equals("emitWatermark") && given instanceof org.apache.flink.streaming.api.watermark.Watermark mark) {
                if (!idle[0]) valve.inputWatermark(mark, channel, operator);
            } else if (name.equals("emitWatermarkStatus") && ((WatermarkStatus) given).isIdle() != idle[0]) {
                idle[0] = !idle[0];
                valve.inputWatermarkStatus((WatermarkStatus) given, channel, operator);
            }
        });
    }

    /** A reader of its partitions; returns its tick. */
    static Runnable source(
            int reader, int readers, boolean onEvent, long idleMs, ManualClock clock, DataOutput network, SourceOutput[] splits) throws Exception {
        Object emit = Class.forName("org.apache.flink.table.watermark.WatermarkEmitStrategy").getField(onEvent ? "ON_EVENT" : "ON_PERIODIC").get(null);
        WatermarkStrategy<RowData> strategy = WatermarkStrategy.<RowData>forGenerator(context -> generator(emit));
        if (idleMs > 0) strategy = strategy.withIdleness(Duration.ofMillis(idleMs));
        Runnable[] tick = {null};
        var timers = (ProcessingTimeService) proxy(ProcessingTimeService.class, (method, given) -> {
            int place = method.getName().equals("registerTimer") ? 1 : 0;
            if (method.getName().startsWith("schedule") || place == 1) {
                var callback = (org.apache.flink.api.common.operators.ProcessingTimeService.ProcessingTimeCallback) given[place];
                tick[0] = () -> {
                    try { callback.onProcessingTime(clock.absoluteTimeMillis()); } catch (Exception e) { throw new RuntimeException(e); }
                };
                return null;
            }
            if (method.getName().equals("getClock")) return clock;
            return method.getName().equals("getCurrentProcessingTime") ? clock.absoluteTimeMillis() : null;
        });
        TimestampsAndWatermarks<RowData> marks = TimestampsAndWatermarks.createProgressiveEventTimeLogic(
            strategy, new UnregisteredMetricsGroup(), timers, TICK_MS, clock, clock,
            UnregisteredMetricGroups.createUnregisteredTaskMetricGroup().getIOMetricGroup());
        Class<?> listener = Class.forName("org.apache.flink.streaming.api.operators.source.TimestampsAndWatermarks$WatermarkUpdateListener");
        Method main = TimestampsAndWatermarks.class.getMethod("createMainOutput", DataOutput.class, listener);
        var output = (ReaderOutput<RowData>) main.invoke(marks, network, proxy(listener, (method, given) -> null));
        marks.startPeriodicWatermarkEmits();
        for (int p = reader; p < splits.length; p += readers) splits[p] = output.createOutputForSplit("s" + p);
        return () -> tick[0].run();
    }

    /** The generator that SQL makes of WATERMARK FOR t AS t. */
    static WatermarkGenerator<RowData> generator(Object emit) {
        try {
            Constructor<?> made = Class.forName("org.apache.flink.table.runtime.generated.GeneratedWatermarkGeneratorSupplier$DefaultWatermarkGenerator")
                .getDeclaredConstructors()[0];
            made.setAccessible(true);
            return (WatermarkGenerator<RowData>) made.newInstance(new org.apache.flink.table.runtime.generated.WatermarkGenerator() {
                public Long currentWatermark(RowData row) { return row.getLong(0); }
                public long extractTimestamp(RowData row) { return row.getLong(0); }
            }, emit);
        } catch (ReflectiveOperationException e) {
            throw new RuntimeException(e);
        }
    }

    interface Called { Object with(Method method, Object[] given) throws Exception; }

    interface Emitted { void with(String name, Object given) throws Exception; }

    static Object proxy(Class<?> type, Called called) {
        return Proxy.newProxyInstance(FlinkIdleness.class.getClassLoader(), new Class[] {type}, (self, method, given) -> called.with(method, given));
    }

    static DataOutput output(Emitted emitted) {
        return (DataOutput) proxy(DataOutput.class, (method, given) -> {
            emitted.with(method.getName(), given == null ? null : given[0]);
            return null;
        });
    }
}
