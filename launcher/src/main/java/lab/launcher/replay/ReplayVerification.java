package lab.launcher.replay;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import lab.backtest.recorded.ReplayedMessages;
import lab.backtest.recorded.ReplayedPast;
import lab.backtest.recorded.Verification;
import lab.consensus.audit.tiers.AuditTables;
import lab.flink.sql.job.TierSettings;
import lab.launcher.directory.Environment;
import lab.launcher.directory.LabException;
import lab.launcher.directory.Ports;
import lab.launcher.tables.Tiers;
import lab.topics.BusConnection;
import lab.topics.BusException;
import lab.topics.BusMessage;
import lab.topics.BusReader;
import lab.topics.Topic;

/**
 * Compares what a replay came to with what was lived. Candles and the ledger are read off the warm
 * tier, requests and executions off the replay's stream.
 *
 * @param settings of the desk, as the replay had them
 * @param from nothing older is compared
 * @param to nothing newer is compared
 */
public record ReplayVerification(
        Environment environment,
        Map<String, String> settings,
        Optional<Instant> from,
        Optional<Instant> to) {

    /** What it comes to; all of the replay must be in its tables. */
    public Verification verify(ReplayTask task, BusConnection bus)
            throws LabException, InterruptedException {
        var live = Environment.live(environment.data());
        try (var reader = new BusReader(bus, environment.stream())) {
            return new ReplayedPast(tables(live))
                    .verify(
                            tables(environment),
                            new ReplayedMessages(
                                    all(reader, Topic.ORDERS), all(reader, Topic.EXECUTIONS)),
                            task.deciding().accounts(settings),
                            from,
                            to);
        } catch (IOException | BusException e) {
            throw new LabException(LabException.reason(e), e);
        }
    }

    /** A replay goes by the clock of the market that it replays. */
    private static AuditTables tables(Environment of) throws LabException {
        TierSettings live = Tiers.ofMarket(of.data(), new Ports(0));
        return new AuditTables(live.warehouse(), of.database(), live.clock());
    }

    private List<String> all(BusReader reader, Topic topic)
            throws BusException, InterruptedException, LabException {
        List<String> payloads = new ArrayList<>();
        var ends = reader.ends(topic);
        for (Map.Entry<Integer, Long> begin : reader.begins(topic).entrySet()) {
            if (begin.getValue() > 0) {
                throw new LabException(
                        "topic %s of %s: it must be whole to be compared, begins at offset %d; begin anew with ./lab replay --clean --name %s and a longer LAB_BUS_RETENTION"
                                .formatted(
                                        topic.topicName(),
                                        environment,
                                        begin.getValue(),
                                        environment.name()));
            }
            long next = 0;
            while (next < ends.getOrDefault(begin.getKey(), 0L)) {
                List<BusMessage> read = reader.read(topic, begin.getKey(), next);
                if (read.isEmpty()) {
                    break;
                }
                for (BusMessage message : read) {
                    payloads.add(new String(message.payload(), StandardCharsets.UTF_8));
                }
                next = read.getLast().offset() + 1;
            }
        }
        return payloads;
    }
}
