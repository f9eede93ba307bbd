package lab.poller.exchange;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import lab.poller.binance.Binance;
import lab.poller.coinbase.Coinbase;
import lab.poller.feed.Exchange;
import lab.poller.kraken.Kraken;

/** The exchanges that there are. Another one is a folder of its own and a line here. */
public final class Exchanges {
    public static final Exchange COINBASE = new Coinbase();
    public static final Exchange BINANCE = new Binance();
    public static final Exchange KRAKEN = new Kraken();

    /** In the order in which a user is shown them, the one that nobody has to name first. */
    public static final List<Exchange> ALL = List.of(COINBASE, BINANCE, KRAKEN);

    private Exchanges() {}

    /** The one that a user calls so. */
    public static Optional<Exchange> of(String word) {
        return ALL.stream().filter(exchange -> exchange.word().equals(word)).findFirst();
    }

    /** What users call them. */
    public static String words() {
        return ALL.stream().map(Exchange::word).collect(Collectors.joining(", "));
    }

    /** Whose a frame with fields of these names is, if that can be told. */
    public static Optional<Exchange> ofFrame(Set<String> names) {
        return ALL.stream().filter(exchange -> exchange.isFrameOf(names)).findFirst();
    }
}
