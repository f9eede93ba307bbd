package lab.cli.pairs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import lab.cli.LabCommandLine;
import lab.cli.client.ExitCode;
import lab.launcher.directory.DataDir;
import lab.poller.exchange.Exchanges;
import lab.poller.exchange.FeedChoice;
import lab.poller.position.HeldMarket;
import lab.servicekit.http.Json;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The pairs of a lab that does not run. */
class PairsCommandTest {
    private static final Instant NOW = Instant.parse("2026-06-06T06:06:06Z");

    @TempDir private Path folder;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private DataDir data = new DataDir(Path.of("unset"));

    @BeforeEach
    void prepare() throws Exception {
        data = new DataDir(folder.toRealPath().resolve("data"));
        data.prepare();
    }

    @Test
    void pairs_are_added_removed_and_listed() throws Exception {
        assertThat(run("pairs", "add", "xrp/usd")).isEqualTo(ExitCode.DONE);
        assertThat(said(out))
                .isEqualTo("XRP-USD is followed from the next start on, with 6 others\n");
        assertThat(run("pairs", "remove", "BTC-USD")).isEqualTo(ExitCode.DONE);
        assertThat(said(out)).isEqualTo("BTC-USD is not followed from the next start on; 6 stay\n");
        assertThat(run("pairs", "list", "--json")).isEqualTo(ExitCode.DONE);
        JsonNode pairs = Json.mapper().readTree(said(out));
        assertThat(pairs.findValuesAsText("pair")).contains("XRP-USD").doesNotContain("BTC-USD");
        assertThat(pairs.path(5).path("since").asText()).isEqualTo(NOW.toString());
        assertThat(pairs.findValuesAsText("state")).containsOnly("stopped");
        assertThat(run("pairs", "list")).isEqualTo(ExitCode.DONE);
        assertThat(said(out)).contains("XRP-USD        2026-06-06T06:06:06    stopped  -");
    }

    @Test
    void those_of_another_exchange_are_its_usual_ones() throws Exception {
        HeldMarket.note(
                data.feed(), new FeedChoice.Live(Exchanges.of("binance").orElseThrow()), NOW);
        assertThat(run("pairs", "list")).isEqualTo(ExitCode.DONE);
        assertThat(said(out)).contains("BTC-USDT");
    }

    @Test
    void a_pair_of_another_exchange_has_it_in_its_name() throws Exception {
        HeldMarket.note(data.feed(), new FeedChoice.Live(Exchanges.COINBASE), NOW);
        assertThat(run("pairs", "add", "btc/usdt@Binance")).isEqualTo(ExitCode.DONE);
        assertThat(run("pairs", "add", "XRP-USD@coinbase")).isEqualTo(ExitCode.DONE);
        said(out);
        assertThat(run("pairs", "list")).isEqualTo(ExitCode.DONE);
        assertThat(said(out)).contains("BTC-USDT@binance 2026", "XRP-USD        2026");
        assertThat(run("pairs", "add", "BTC-USD@mtgox")).isNotZero();
        assertThat(said(err))
                .isEqualTo(
                        "pair BTC-USD@mtgox: its venue must be one of coinbase, binance, kraken\n");
        for (String own : List.of("BTC", "ETH", "SOL", "DOGE", "AVAX", "LINK")) {
            assertThat(run("pairs", "remove", own + "-USD@coinbase")).isEqualTo(ExitCode.DONE);
        }
        assertThat(run("pairs", "remove", "XRP-USD")).isNotZero();
        assertThat(said(err)).startsWith("pairs: one of coinbase at least must be followed");
    }

    @Test
    void what_is_simulated_stays_alone() throws Exception {
        HeldMarket.note(
                data.feed(),
                new FeedChoice.Simulator(OptionalLong.of(7), OptionalLong.empty()),
                NOW);
        assertThat(run("pairs", "add", "BTC-USD@kraken")).isNotZero();
        assertThat(said(err)).contains("must hear an exchange itself").hasLineCount(1);
    }

    @Test
    void what_cannot_be_is_refused_in_one_line() throws Exception {
        HeldMarket.note(
                data.feed(),
                new FeedChoice.Simulator(OptionalLong.of(7), OptionalLong.empty()),
                NOW);
        assertThat(run("pairs", "add", "BTC-USD")).isNotZero();
        assertThat(said(err))
                .isEqualTo("pair BTC-USD: it must not be followed yet, is since " + NOW + '\n');
        assertThat(run("pairs", "add", "BITCOIN")).isEqualTo(ExitCode.USAGE);
        assertThat(said(err)).contains("must be two assets such as BTC-USD").hasLineCount(1);
        assertThat(run("pairs", "remove", "XRP-USD")).isNotZero();
        assertThat(said(err))
                .startsWith("pair XRP-USD: it must be followed, is not")
                .hasLineCount(1);
        assertThat(run("pairs")).isEqualTo(ExitCode.USAGE);
        assertThat(said(err)).contains("command: one is needed").hasLineCount(1);
        assertThat(run("pairs", "list", "--data", folder.resolve("none").toString()))
                .isEqualTo(ExitCode.NOT_RUNNING);
        said(err);

        Files.createDirectories(data.feed());
        Files.writeString(data.feed().resolve("pairs.json"), "{\"pairs\":[\"X\"]}");
        assertThat(run("pairs", "add", "XRP-USD")).isNotZero();
        assertThat(said(err))
                .contains("feed/pairs.json: which pairs the lab follows must be readable")
                .hasLineCount(1);
        assertThat(Files.readString(data.feed().resolve("pairs.json"))).contains("[\"X\"]");
    }

    private int run(String... arguments) {
        String[] all = Arrays.copyOf(arguments, arguments.length + 2);
        boolean isElsewhere = Arrays.asList(arguments).contains("--data");
        all[arguments.length] = "--data";
        all[arguments.length + 1] = data.toString();
        return new LabCommandLine(
                        InstantSource.fixed(NOW),
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8))
                .run(isElsewhere || arguments.length == 1 ? arguments : all);
    }

    /** All that was said since it was asked last. */
    private static String said(ByteArrayOutputStream stream) {
        String text = stream.toString(StandardCharsets.UTF_8);
        stream.reset();
        return text;
    }
}
