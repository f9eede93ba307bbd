package lab.benchmarks.replay;

import com.sun.management.OperatingSystemMXBean;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import lab.benchmarks.market.GeneratedMarket;
import lab.benchmarks.market.Load;
import lab.benchmarks.market.MarketEvent;
import lab.benchmarks.measure.Benchmark;
import lab.benchmarks.measure.Line;
import lab.benchmarks.measure.Size;
import lab.benchmarks.measure.Spread;
import lab.benchmarks.measure.Workspace;
import lab.cold.ColdColumns;
import lab.cold.ColdLog;
import lab.cold.ColdScan;
import lab.cold.Names;
import lab.cold.PayloadPool;
import lab.domain.EventTime;
import lab.domain.Pair;
import lab.domain.progress.Heartbeat;
import lab.iggy.embedded.BrokerConfig;
import lab.iggy.embedded.EmbeddedBroker;
import lab.iggy.embedded.user.Credentials;
import lab.poller.feed.Speed;
import lab.replay.Replay;
import lab.replay.ReplayOptions;
import lab.topics.Bus;
import lab.topics.BusConnection;
import lab.topics.Topic;
import lab.topics.codec.HeartbeatCodec;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.hadoop.HadoopCatalog;
import org.apache.iceberg.io.CloseableIterable;

/** Recorded messages onto the topics of a stream, beside reading their files alone. */
public final class ReplayBenchmark implements Benchmark {
    private static final String NAME = "replay";
    private static final String MESSAGES = "messages/s";
    private static final String DATABASE = "crypto";
    private static final long MICROS_A_SECOND = 1_000_000;
    private static final int WARM_UPS = 2;
    private static final Duration WAIT_MAX = Duration.ofMinutes(10);
    private static final Credentials ROOT =
            new Credentials("iggy", "only-on-loopback-and-for-minutes");

    private final InstantSource clock;

    public ReplayBenchmark(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String method(Size size) {
        return ("%,d ticks and as many trades of %d pairs with their payloads, and heartbeats, in files"
                        + " of zstd: the columns that a replay wants read alone, by Iceberg's reader and by"
                        + " ours, which keeps nothing, each by one thread; and replayed onto an embedded"
                        + " broker in this JVM at full speed, from the start to the acknowledgement of the"
                        + " last; in turn, after %d runs of each to warm up")
                .formatted(rows(size), GeneratedMarket.pairs().size(), WARM_UPS);
    }

    /** A run has to be long beside its start, which tags snapshots. */
    private static long rows(Size size) {
        return 2 * size.rows();
    }

    @Override
    public List<Line> run(Size size, Workspace workspace) throws Exception {
        Path folder = workspace.make(NAME);
        List<Double> generic = new ArrayList<>();
        List<Double> scans = new ArrayList<>();
        List<Double> replays = new ArrayList<>();
        List<Double> cpu = new ArrayList<>();
        try (var catalog =
                        new HadoopCatalog(
                                new Configuration(), folder.resolve("iceberg").toUri().toString());
                var broker =
                        new EmbeddedBroker(
                                BrokerConfig.in(folder.resolve("iggy")).withPort(0).withRoot(ROOT),
                                clock)) {
            List<RecordedTable> tables = write(catalog, rows(size));
            broker.start();
            var bus =
                    new BusConnection("127.0.0.1", broker.port(), ROOT.username(), ROOT.password());
            for (int i = 0; i < WARM_UPS + size.pairsOfRuns(); i++) {
                long genericBegin = System.nanoTime();
                long read = read(tables);
                long begin = System.nanoTime();
                long rows = scan(tables);
                long between = System.nanoTime();
                long cpuBefore = cpuNanos();
                long messages = replay(folder, bus, "run-" + i);
                long cpuAfter = cpuNanos();
                long end = System.nanoTime();
                if (i >= WARM_UPS) {
                    generic.add(read * 1e9 / (begin - genericBegin));
                    scans.add(rows * 1e9 / (between - begin));
                    replays.add(messages * 1e9 / (end - between));
                    cpu.add(messages * 1e9 / (cpuAfter - cpuBefore));
                }
            }
        }
        workspace.delete(folder);
        Line bare = Line.of(NAME, "read alone, Iceberg's reader", spread(generic), MESSAGES);
        Line scan = Line.of(NAME, "read alone, our reader", spread(scans), MESSAGES);
        Line replayed = Line.of(NAME, "replayed", spread(replays), MESSAGES);
        return List.of(
                bare,
                scan,
                replayed.over(bare).aimingAt("at least half of a bare scan"),
                replayed.over(scan),
                Line.of(NAME, "replayed, a second of CPU, broker's too", spread(cpu), MESSAGES));
    }

    private static long read(List<RecordedTable> tables) throws IOException {
        long rows = 0;
        for (RecordedTable recorded : tables) {
            Table table = recorded.table();
            table.refresh();
            try (CloseableIterable<Record> records =
                    IcebergGenerics.read(table)
                            .select(
                                    "bus_partition",
                                    "bus_offset",
                                    "bus_time",
                                    "event_time",
                                    "pair",
                                    "payload")
                            .build()) {
                for (Record _ : records) {
                    rows++;
                }
            }
        }
        return rows;
    }

    private static Spread spread(List<Double> values) {
        return Spread.of(values.stream().mapToDouble(Double::doubleValue).toArray());
    }

    private static long cpuNanos() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
    }

    private long replay(Path folder, BusConnection bus, String stream) throws Exception {
        ReplayOptions options =
                ReplayOptions.of(folder, DATABASE, stream, folder.resolve(stream))
                        .withSpeed(Speed.MAX);
        try (Replay replay = Replay.open(options, bus, clock, new SimpleMeterRegistry())) {
            replay.start();
            if (!replay.awaitEnded(WAIT_MAX)) {
                throw new IllegalStateException("replay: must end, is at " + replay.status());
            }
            return replay.status().messages();
        }
    }

    private static long scan(List<RecordedTable> tables) throws IOException {
        long[] rows = {0};
        var pool = new PayloadPool(Path.of("."));
        for (RecordedTable recorded : tables) {
            Table table = recorded.table();
            table.refresh();
            List<String> numbers =
                    table.schema().columns().stream()
                            .map(it -> it.name())
                            .filter(it -> it.equals("event_time") || it.equals("pair"))
                            .toList();
            ColdLog log =
                    ColdLog.of(
                            new ColdColumns(table.name(), numbers, true),
                            new Names(),
                            Optional.of(table),
                            Optional.of(table.currentSnapshot()),
                            ColdScan.of(
                                    _ -> {
                                        rows[0]++;
                                        return false;
                                    },
                                    pool));
            while (log.readNext()) {
                // The filter counts
            }
        }
        return rows[0] / 2; // it looks at a row before its payload and behind it
    }

    private static List<RecordedTable> write(HadoopCatalog catalog, long rows) throws IOException {
        var ticks = new RecordedTable(catalog, DATABASE, "ticks", "sequence");
        var trades = new RecordedTable(catalog, DATABASE, "trades", "trade_id");
        var heartbeats = new RecordedTable(catalog, DATABASE, "heartbeats", "last_trade_id");
        Load load = Load.ofTopic(rows);
        long[] offsets = new long[Bus.PARTITIONS];
        long told = 0;
        for (long offset = 0; offset < load.rowsOfPartition(); offset++) {
            for (int partition = 0; partition < Bus.PARTITIONS; partition++) {
                add(trades, GeneratedMarket.event(load, Topic.TRADES, partition, offset));
                MarketEvent tick = GeneratedMarket.event(load, Topic.PRICES, partition, offset);
                add(ticks, tick);
                if (tick.micros() - told >= MICROS_A_SECOND) {
                    told = tick.micros();
                    tell(heartbeats, told, tick.number(), offsets);
                }
            }
        }
        List<RecordedTable> all = List.of(ticks, trades, heartbeats);
        for (RecordedTable table : all) {
            table.flush();
        }
        return all;
    }

    private static void add(RecordedTable table, MarketEvent event) throws IOException {
        table.add(
                event.pairName(),
                event.partition(),
                event.offset(),
                event.micros(),
                event.number(),
                event.payload());
    }

    private static void tell(RecordedTable table, long micros, long number, long[] offsets)
            throws IOException {
        for (int pair = 0; pair < GeneratedMarket.pairs().size(); pair++) {
            String name = GeneratedMarket.pairs().get(pair);
            int partition = pair * Bus.PARTITIONS / GeneratedMarket.pairs().size();
            var heartbeat =
                    new Heartbeat(
                            new Pair(name),
                            number,
                            EventTime.ofMicros(micros),
                            GeneratedMarket.EXCHANGE,
                            false);
            table.add(
                    name,
                    partition,
                    offsets[partition]++,
                    micros,
                    number,
                    HeartbeatCodec.encode(heartbeat));
        }
    }
}
