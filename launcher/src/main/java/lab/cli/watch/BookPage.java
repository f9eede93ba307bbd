package lab.cli.watch;

import java.io.PrintWriter;
import java.time.Instant;

/** The order book of a pair, for people. */
record BookPage(BookAnswer answer) {

    void print(PrintWriter out) {
        out.printf("%s on %s at %s%n", answer.pair(), answer.exchange(), answer.at());
        answer.unknown().ifPresent(reason -> out.printf("unknown: %s%n", reason));
        answer.time()
                .ifPresent(time ->
                        out.printf(
                                "book of      %s%s%n",
                                time,
                                answer.sequence().isPresent()
                                        ? ", update " + answer.sequence().getAsLong()
                                        : ""));
        BookAnswer.Rebuilt rebuilt = answer.rebuilt();
        out.printf(
                "rebuilt from %s%n",
                rebuilt.snapshot()
                                .map(Instant::toString)
                                .map("the snapshot of "::concat)
                                .orElse("no snapshot")
                        + " and %,d changes".formatted(rebuilt.changes()));
        if (rebuilt.confirmed() + rebuilt.mismatches() > 0) {
            out.printf(
                    "checked by   further snapshots: %,d said the same, %,d something else%s%n",
                    rebuilt.confirmed(),
                    rebuilt.mismatches(),
                    rebuilt.mismatches() > 0 ? " and were believed" : "");
        }
        if (rebuilt.repeats() > 0) {
            out.printf("passed over  %,d entries that came again%n", rebuilt.repeats());
        }
        answer.depth().ifPresent(depth -> print(depth, out));
    }

    private void print(BookAnswer.Depth depth, PrintWriter out) {
        out.printf(
                "mid          %s, spread %s%n",
                answer.mid().orElse("unknown: a side is empty"),
                answer.spreadBps().map(bps -> bps + " bps").orElse("unknown"));
        out.printf(
                "depth        bids %s for %s in %,d of %,d levels%n",
                depth.bidSize(), depth.bidNotional(), answer.bids().size(), depth.bidLevels());
        out.printf(
                "             asks %s for %s in %,d of %,d levels%n",
                depth.askSize(), depth.askNotional(), answer.asks().size(), depth.askLevels());
        out.printf("%n%20s %18s   %-18s %s%n", "size", "bid", "ask", "size");
        for (int i = 0; i < Math.max(answer.bids().size(), answer.asks().size()); i++) {
            var bid = i < answer.bids().size() ? answer.bids().get(i) : NONE;
            var ask = i < answer.asks().size() ? answer.asks().get(i) : NONE;
            out.printf(
                    "%s%n",
                    "%20s %18s   %-18s %s"
                            .formatted(bid.size(), bid.price(), ask.price(), ask.size())
                            .stripTrailing());
        }
    }

    private static final BookAnswer.Level NONE = new BookAnswer.Level("", "");
}
