package lab.launcher.course;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import lab.launcher.service.LabService;

/** The ten phases, in order; each adds a technology to what was there before. */
public enum Phase {
    BUS(1, "Iggy", "a market on a bus", Market.SHORT, List.of(), Set.of()),
    HOT(
            2,
            "Flink and Fluss",
            "this moment, in milliseconds",
            Market.SHORT,
            List.of("hot"),
            Set.of()),
    WARM(3, "Paimon", "candles, each once", Market.SHORT, List.of("hot", "warm"), Set.of()),
    COLD(
            4,
            "Iceberg",
            "every event, for ever",
            Market.SHORT,
            List.of("hot", "warm", "cold"),
            Set.of()),
    NUMBERS(
            5,
            "Prometheus",
            "how the lab is, as numbers",
            Market.SHORT,
            List.of("hot", "warm", "cold"),
            Set.of()),
    PATTERNS(
            6,
            "Lance",
            "past hours like the newest one",
            Market.LONG,
            List.of("hot", "warm", "cold"),
            Set.of(LabService.LANCER)),
    COMMENTARY(
            7,
            "Ollama",
            "a model that is checked, not believed",
            Market.LONG,
            List.of("hot", "warm", "cold"),
            Set.of(LabService.LANCER, LabService.ANALYST)),
    LEDGER(
            8,
            "the clearing house",
            "orders, fills, and money that only moves",
            Market.SHORT,
            List.of("hot", "warm", "cold", "clearing"),
            EnumSet.allOf(LabService.class)),
    AUDIT(9, "DuckDB", "the books again, by other code", Market.SHORT, List.of(), Set.of()),
    REPLAY(
            10,
            "the cold tier",
            "all of it again, to the last digit",
            Market.SHORT,
            List.of(),
            Set.of());

    /** What a phase's simulated market is. */
    enum Market {
        SHORT("BTC-USD,ETH-USD,AVAX-USD", 10_000),
        /** Some hours of one pair: patterns are hours, and what came of each is the next one. */
        LONG("AVAX-USD", 40_000);

        private final String pairs;
        private final long events;

        Market(String pairs, long events) {
            this.pairs = pairs;
            this.events = events;
        }

        String pairs() {
            return pairs;
        }

        long events() {
            return events;
        }
    }

    private final int number;
    private final String technology;
    private final String about;
    private final Market market;

    @SuppressWarnings("ImmutableEnumChecker") // a copy
    private final List<String> jobs;

    @SuppressWarnings("ImmutableEnumChecker") // a copy
    private final Set<LabService> services;

    Phase(
            int number,
            String technology,
            String about,
            Market market,
            List<String> jobs,
            Set<LabService> services) {
        this.number = number;
        this.technology = technology;
        this.about = about;
        this.market = market;
        this.jobs = List.copyOf(jobs);
        this.services = Set.copyOf(services);
    }

    /** By its number, from 1 on. */
    public static Phase numbered(int number) {
        if (number < 1 || number > values().length) {
            throw new IllegalArgumentException(
                    "phase: must be 1 to %d, was %d".formatted(values().length, number));
        }
        return values()[number - 1];
    }

    public int number() {
        return number;
    }

    public String line() {
        return "%2d  %-19s %s".formatted(number(), technology, about);
    }

    /** Audit and replay look at what the phase before them left. */
    Phase basis() {
        return this == AUDIT || this == REPLAY ? LEDGER : this;
    }

    /** Of its data, within that of the course. */
    String folder() {
        return Integer.toString(basis().number());
    }

    Market market() {
        return market;
    }

    List<String> jobs() {
        return jobs;
    }

    Set<LabService> without() {
        EnumSet<LabService> without = EnumSet.allOf(LabService.class);
        without.removeAll(services);
        return without;
    }

    /**
     * What is worth a look once it has run.
     *
     * @param data the phase's directory, as a user writes it
     */
    List<String> looks(String data) {
        Stream<String> looks =
                switch (this) {
                    case BUS, AUDIT -> Stream.of();
                    case HOT -> sql(data, "SELECT pair, price, event_time FROM hot.crypto.quotes");
                    case WARM ->
                            sql(
                                    data,
                                    "SELECT window_start, high, low, vwap, volume, trade_count FROM"
                                            + " warm.crypto.candles_1m WHERE pair = 'BTC-USD' ORDER BY"
                                            + " window_start LIMIT 5");
                    case COLD ->
                            sql(
                                    data,
                                    "SELECT bus_partition, bus_offset, payload FROM"
                                            + " cold.crypto.trades ORDER BY bus_partition, bus_offset"
                                            + " LIMIT 2");
                    case NUMBERS -> Stream.of("grep lab_pipeline %s/numbers.txt".formatted(data));
                    case PATTERNS -> Stream.of("./lab signals AVAX-USD --data " + data);
                    case COMMENTARY ->
                            sql(
                                    data,
                                    "SELECT pair, text FROM warm.crypto.annotations WHERE layer ="
                                            + " 'analyst' ORDER BY id LIMIT 3");
                    case LEDGER ->
                            sql(data, "SELECT * FROM warm.crypto.balances ORDER BY account, asset");
                    case REPLAY -> Stream.of("./lab backtest --verify --data " + data);
                };
        return looks.toList();
    }

    private static Stream<String> sql(String data, String statement) {
        return Stream.of("./lab sql --data %s -e \"%s\"".formatted(data, statement));
    }
}
