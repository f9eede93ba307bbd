package lab.launcher.bus;

import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Collectors;
import lab.iggy.embedded.BrokerReport;
import lab.iggy.embedded.storage.TornTail;

/**
 * What the bus has lost of messages that were read already: its offsets are given again to what
 * comes next, and who has read up to behind them passes that over. A torn end that nobody had read
 * is what any kill leaves, and costs nothing.
 */
public final class BusLoss {
    private BusLoss() {}

    /** In words, with what to do; empty if nothing that was read is gone. */
    public static Optional<String> of(BrokerReport report) {
        if (report.offsetsLowered() == 0) {
            return Optional.empty();
        }
        String logs =
                report.tornTails().stream()
                        .filter(torn -> torn.bytesCut() > 0)
                        .map(BusLoss::end)
                        .collect(Collectors.joining(", "));
        return Optional.of(
                "the bus has lost messages that were read already%s, as a power loss or a damaged disk does; the tables may lack what came next: stop the lab and run ./lab reset --only derived"
                        .formatted(logs.isEmpty() ? "" : " (" + logs + ")"));
    }

    private static String end(TornTail torn) {
        Path partition = torn.log().getName(torn.log().getNameCount() - 2);
        return "%s from offset %d on".formatted(partition, torn.nextOffset());
    }
}
