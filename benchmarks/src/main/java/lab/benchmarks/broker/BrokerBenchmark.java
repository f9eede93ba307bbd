package lab.benchmarks.broker;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import lab.benchmarks.measure.Benchmark;
import lab.benchmarks.measure.Line;
import lab.benchmarks.measure.Size;
import lab.benchmarks.measure.Spread;
import lab.benchmarks.measure.Workspace;
import lab.iggy.embedded.BrokerConfig;
import lab.iggy.embedded.EmbeddedBroker;
import lab.iggy.embedded.user.Credentials;

/** The embedded broker as clients see it, beside another one if there is one. */
public final class BrokerBenchmark implements Benchmark {
    static final int PAYLOAD_BYTES = 256;

    private static final String NAME = "broker";
    private static final double MEDIAN = 0.50;
    private static final double MOST = 0.99;

    private final Map<String, String> environment;

    public BrokerBenchmark(Map<String, String> environment) {
        this.environment = environment;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String method(Size size) {
        return ("messages of %d B in batches of 1,000 over loopback, 2 producers, then 2 consumers,"
                        + " then one message at a time until it is acknowledged; %d s each, %d rounds;"
                        + " through the official Java SDK, and with frames made in advance (raw)%s")
                .formatted(
                        PAYLOAD_BYTES,
                        size.broker().toSeconds(),
                        size.pairsOfRuns(),
                        Server.other(environment)
                                .map(server -> "; in turn with the server at " + server.label())
                                .orElse(""));
    }

    /** What a round gives, and in which unit. */
    private enum Figure {
        IN("in", "msg/s"),
        OUT("out", "msg/s"),
        ACK_P50("one by one, p50", "ms"),
        ACK_P99("one by one, p99", "ms");

        private final String what;
        private final String unit;

        Figure(String what, String unit) {
            this.what = what;
            this.unit = unit;
        }

        double of(BrokerRun.Result result) {
            return switch (this) {
                case IN -> result.in();
                case OUT -> result.out();
                case ACK_P50 -> result.single().millis(MEDIAN);
                case ACK_P99 -> result.single().millis(MOST);
            };
        }
    }

    @Override
    public List<Line> run(Size size, Workspace workspace) throws Exception {
        var root = new Credentials("iggy", "only-on-loopback-and-for-minutes");
        var folder = workspace.make(NAME);
        var config = BrokerConfig.in(folder).withPort(0).withRoot(root);
        try (var broker = new EmbeddedBroker(config, InstantSource.system())) {
            broker.start();
            List<Server> servers = new ArrayList<>();
            Server.other(environment).ifPresent(servers::add);
            servers.add(
                    new Server(
                            "embedded",
                            "127.0.0.1",
                            broker.port(),
                            root.username(),
                            root.password()));
            var lines = new ArrayList<Line>();
            for (Client.Kind kind : List.of(SdkClient.KIND, RawClient.KIND)) {
                lines.addAll(lines(kind, measure(kind, servers, size)));
            }
            return lines;
        } finally {
            workspace.delete(folder);
        }
    }

    /** For each server, every round's result; the first round only warms up. */
    private static Map<Server, List<BrokerRun.Result>> measure(
            Client.Kind kind, List<Server> servers, Size size) throws Exception {
        Map<Server, List<BrokerRun.Result>> results = new LinkedHashMap<>();
        for (int round = 0; round <= size.pairsOfRuns(); round++) {
            for (Server server : servers) {
                String stream = "bench-%d-%d".formatted(System.nanoTime(), round);
                var result = new BrokerRun(server, kind, stream, size.broker()).run();
                if (round > 0) {
                    results.computeIfAbsent(server, it -> new ArrayList<>()).add(result);
                }
            }
        }
        return results;
    }

    /** Each server compared with the first, which is the other one if there is one. */
    private static List<Line> lines(Client.Kind kind, Map<Server, List<BrokerRun.Result>> results) {
        var lines = new ArrayList<Line>();
        var first = new EnumMap<Figure, Line>(Figure.class);
        results.forEach((server, rounds) -> {
            for (Figure figure : Figure.values()) {
                var spread = new Spread(rounds.stream().map(figure::of).toList());
                String what = "%s, %s, %s".formatted(server.label(), kind.label(), figure.what);
                Line line = Line.of(NAME, what, spread, figure.unit);
                Line before = first.putIfAbsent(figure, line);
                lines.add(before == null ? line : line.over(before));
            }
        });
        return lines;
    }
}
