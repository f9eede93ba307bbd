package lab.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import lab.launcher.bus.BrokerAccess;
import lab.launcher.directory.DataDir;
import lab.launcher.directory.LabException;
import lab.launcher.directory.Ports;
import lab.launcher.replay.Replays;
import lab.topics.BusMessage;
import lab.topics.BusReader;
import lab.topics.Topic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A simulated market of several accounts that was lived, and its replays. */
class ReplayedLabIT {
    private static final Duration ENDS_WITHIN = Duration.ofMinutes(5);
    private static final String EVENTS = "6000";
    private static final List<Topic> MARKET = List.of(Topic.TRADES, Topic.PRICES, Topic.HEARTBEATS);

    /** All but how far the parts are, and what a lab writes of itself when it has just started. */
    private static final List<Topic> KEPT =
            Stream.of(Topic.values())
                    .filter(topic -> topic != Topic.PROGRESS && topic != Topic.CLOSINGS)
                    .toList();

    private static final String EQUAL = "equal       ";

    @TempDir private Path dir;

    @Test
    void replays_beside_a_running_lab_come_to_what_was_lived_and_do_not_disturb_it()
            throws Exception {
        Path data = dir.resolve("data");
        int offset = TestOffset.any();
        String ports = Integer.toString(offset);
        assertThat(
                        LabProcess.run(
                                dir,
                                ENDS_WITHIN,
                                up(
                                        data,
                                        ports,
                                        "simulator",
                                        "--seed",
                                        "7",
                                        "--speed",
                                        "max",
                                        "--until-end",
                                        "--events",
                                        EVENTS)))
                .contains("every tier holds all of it");
        String hash = verified(LabHere.run("backtest", "--verify", "--data", data.toString()));

        String first = Integer.toString(TestOffset.any());
        try (LabProcess live = LabProcess.start(dir, up(data, ports, "none"))) {
            live.await("the lab to run", ENDS_WITHIN, () -> isUp(live));
            Map<String, List<String>> before = messages(data, offset, "crypto", KEPT);
            String second = Integer.toString(TestOffset.any());
            try (LabProcess killed =
                            LabProcess.start(dir, replay(data, "one", first, "--speed", "400"));
                    LabProcess beside =
                            LabProcess.start(
                                    dir,
                                    replay(
                                            data,
                                            "two",
                                            second,
                                            "--orders",
                                            "recorded",
                                            "--speed",
                                            "max"))) {
                killed.await("some of it", ENDS_WITHIN, () -> share(data, "one") > 0.2);
                killed.kill();
                assertThat(beside.awaitExit(ENDS_WITHIN)).as(beside.toString()).isZero();
                assertThat(beside.out()).contains(EQUAL + hash);
            }
            assertThat(messages(data, offset, "two", MARKET))
                    .isEqualTo(messages(data, offset, "crypto", MARKET));
            assertThat(messages(data, offset, "crypto", KEPT))
                    .as("what the live market has")
                    .isEqualTo(before);
            assertThat(live.err()).isEmpty();
        }
        String[] goneOn = replay(data, "one", first, "--speed", "max", "--port-offset", ports);
        assertThat(LabProcess.run(dir, ENDS_WITHIN, goneOn))
                .as("killed, and gone on without a lab that runs, on servers of its own")
                .contains(EQUAL + hash);
    }

    private static String[] up(Path data, String ports, String feed, String... more) {
        return Stream.concat(
                        Stream.of(
                                "up",
                                "--data",
                                data.toString(),
                                "--port-offset",
                                ports,
                                "--feed",
                                feed),
                        Stream.of(more))
                .toArray(String[]::new);
    }

    private static String[] replay(Path data, String name, String ownPorts, String... more) {
        return Stream.concat(
                        Stream.of(
                                "replay",
                                "--verify",
                                "--data",
                                data.toString(),
                                "--name",
                                name,
                                "--own-port-offset",
                                ownPorts),
                        Stream.of(more))
                .toArray(String[]::new);
    }

    /** What a command that compares has found equal. */
    private static String verified(String told) {
        return told.lines()
                .filter(line -> line.startsWith(EQUAL))
                .map(line -> line.substring(EQUAL.length()))
                .findFirst()
                .orElseThrow();
    }

    private static boolean isUp(LabProcess lab) {
        try {
            return lab.out().contains("Tidemark is up");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static double share(Path data, String name) {
        try {
            return Replays.of(new DataDir(data)).stream()
                    .filter(replay -> replay.name().equals(name))
                    .mapToDouble(Replays.Found::share)
                    .findFirst()
                    .orElse(0);
        } catch (LabException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The payloads of each partition of topics of a stream. */
    private static SortedMap<String, List<String>> messages(
            Path data, int offset, String stream, List<Topic> topics) throws Exception {
        var access = BrokerAccess.ofLab(new DataDir(data), new Ports(offset));
        SortedMap<String, List<String>> messages = new TreeMap<>();
        try (var reader = new BusReader(access.connection(), stream)) {
            for (Topic topic : topics) {
                for (Map.Entry<Integer, Long> end : reader.ends(topic).entrySet()) {
                    List<String> payloads = new ArrayList<>();
                    while (payloads.size() < end.getValue()) {
                        for (BusMessage message :
                                reader.read(topic, end.getKey(), payloads.size())) {
                            payloads.add(new String(message.payload(), StandardCharsets.UTF_8));
                        }
                    }
                    messages.put(topic.topicName() + " " + end.getKey(), payloads);
                }
            }
        }
        return messages;
    }
}
