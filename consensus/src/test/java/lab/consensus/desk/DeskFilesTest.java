package lab.consensus.desk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import lab.consensus.core.DeskRules;
import lab.consensus.market.Place;
import lab.consensus.signals.SignalSource;
import lab.domain.EventTime;
import lab.servicekit.http.Json;
import lab.topics.Topic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What versions since the first have written down is read by this one; later ones are refused. */
class DeskFilesTest {
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.EPOCH);

    @TempDir Path folder;

    private static InputStream committed(String name) throws IOException {
        InputStream file = DeskFilesTest.class.getResourceAsStream(name);
        if (file == null) {
            throw new IOException("no test resource " + name);
        }
        return file;
    }

    private void put(String committed, String as) throws IOException {
        try (InputStream file = committed(committed)) {
            Files.copy(file, folder.resolve(as));
        }
    }

    @Test
    void goes_on_from_a_desk_file_of_format_1() throws Exception {
        try (var file = new GZIPInputStream(committed("desk-1.json.gz"))) {
            Files.copy(file, folder.resolve("desk.json"));
        }
        var json = Json.mapper().readTree(folder.resolve("desk.json").toFile());
        var bus = new MemoryBus(new Random(1));
        List<Place> places = new ArrayList<>(Place.read(json.path("places")));
        places.addAll(Place.read(json.path("clearing").path("places")));
        places.forEach(place -> {
            while (bus.log(place.topic(), place.partition()).size() < place.offset()) {
                bus.appendTo(place.topic(), place.partition(), new byte[] {'?'});
            }
        });
        var desk =
                new Desk(
                        DeskRules.STANDARD,
                        PaperRun.all(),
                        new Desk.Surroundings(
                                bus,
                                bus,
                                new KillSwitch(folder, CLOCK),
                                new Snapshots(folder),
                                SignalSource.NONE,
                                CLOCK,
                                java.time.Duration.ZERO));
        var _ = desk.step();
        bus.append(Topic.PRICES, "BTC-USD", new byte[] {'?'});
        for (int i = 0; i < 3; i++) {
            var _ = desk.step(); // so that it shows itself
        }
        DeskView view = desk.view();
        assertThat(view.decided()).contains(Instant.parse(json.path("decided").asText()));
        assertThat(view.trades()).hasSize(json.path("journal").size()).isNotEmpty();
        assertThat(view.accounts())
                .hasSize(json.path("traders").size())
                .allMatch(it -> it.funded().signum() > 0)
                .anyMatch(it -> !it.positions().isEmpty());
        assertThat(view.counts().malformed())
                .isEqualTo(json.path("market").path("malformed").asLong() + 1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"killswitch-0.json", "killswitch-1.json"})
    void reads_where_the_kill_switch_stands_in_every_format(String file) throws Exception {
        put(file, "killswitch.json");
        assertThat(new KillSwitch(folder, CLOCK).position())
                .isEqualTo(
                        new KillSwitch.Position(
                                true,
                                Optional.of(Instant.parse("2026-03-02T10:00:00Z")),
                                Optional.of("a test")));
    }

    @Test
    void reads_cuts_of_format_1_and_cuts_off_a_torn_line() throws Exception {
        put("desk-cuts-1.jsonl", "desk-cuts.jsonl");
        Path file = folder.resolve("desk-cuts.jsonl");
        String whole = Files.readString(file);
        Files.writeString(file, whole + whole.substring(0, 60));
        var cuts = new Cuts(folder);
        List<Cuts.Cut> expected =
                List.of(
                        cut("2026-03-02T10:01:15Z", true, 17),
                        cut("2026-03-02T10:02:15Z", false, 19));
        assertThat(cuts.read()).isEqualTo(expected);
        assertThat(Files.readString(file)).isEqualTo(whole);
        cuts.add(cut("2026-03-02T10:03:15Z", false, 23), true);
        assertThat(cuts.read()).hasSize(3).endsWith(cut("2026-03-02T10:03:15Z", false, 23));
        cuts.clear();
        assertThat(cuts.read()).isEmpty();
    }

    private static Cuts.Cut cut(String decision, boolean killed, long offset) {
        Instant time = Instant.parse(decision);
        return new Cuts.Cut(
                time,
                killed,
                List.of(
                        new Place(
                                Topic.PRICES,
                                2,
                                offset,
                                EventTime.toMicros(time),
                                Optional.empty())));
    }

    /** With order books as somebody reads them. */
    @Test
    void reads_and_writes_a_desk_file_of_format_3_as_it_is() throws Exception {
        try (var file = new GZIPInputStream(committed("desk-3.json.gz"))) {
            Files.copy(file, folder.resolve("desk.json"));
        }
        DeskSnapshot snapshot = new Snapshots(folder).read().orElseThrow();
        assertThat(snapshot.core().market().pairs())
                .filteredOn(pair -> pair.orderBook().isPresent())
                .isNotEmpty()
                .allSatisfy(pair -> assertThat(pair.orderBook().orElseThrow().heard()).isPresent());
        assertThat(Json.mapper().readTree(snapshot.toJson().toString()))
                .isEqualTo(Json.mapper().readTree(folder.resolve("desk.json").toFile()));
    }

    @ParameterizedTest
    @CsvSource({"desk.json, 3", "desk-cuts.jsonl, 1", "killswitch.json, 1"})
    void refuses_a_newer_format_by_name(String name, int newest) throws Exception {
        Files.writeString(folder.resolve(name), "{\"format\":9,\"engaged\":true}\n");
        assertThatThrownBy(() -> read(name))
                .hasMessageContaining(folder.resolve(name).toString())
                .hasMessageContaining("format 9")
                .hasMessageContaining(
                        "knows is %d; start it with the version that wrote it, or "
                                .formatted(newest));
    }

    @ParameterizedTest
    @ValueSource(strings = {"desk.json", "desk-cuts.jsonl", "killswitch.json"})
    void says_which_file_is_broken(String name) throws Exception {
        Files.writeString(folder.resolve(name), "{\"format\":\n");
        assertThatThrownBy(() -> read(name)).hasMessageContaining(name);
    }

    /** An empty file, as a power loss leaves it, is not one of the format without a number. */
    @ParameterizedTest
    @CsvSource({
        "desk.json, ''",
        "desk.json, null",
        "desk.json, []",
        "desk.json, 1",
        "killswitch.json, ''",
        "killswitch.json, null",
        "killswitch.json, []"
    })
    void what_is_no_object_is_broken_whatever_the_file(String name, String text) throws Exception {
        Files.writeString(folder.resolve(name), text);
        assertThatThrownBy(() -> read(name))
                .hasMessageContaining(name)
                .hasMessageContaining("must");
    }

    private void read(String name) {
        switch (name) {
            case "desk.json" -> new Snapshots(folder).read();
            case "desk-cuts.jsonl" -> new Cuts(folder).read();
            default -> new KillSwitch(folder, CLOCK);
        }
    }
}
