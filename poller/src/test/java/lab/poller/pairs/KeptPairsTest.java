package lab.poller.pairs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import lab.domain.Pair;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeptPairsTest {
    private static final Instant THEN = Instant.parse("2026-05-05T05:05:05Z");
    private static final Instant NOW = Instant.parse("2026-06-06T06:06:06Z");
    private static final Pair BTC = new Pair("BTC-USD");
    private static final Pair ETH = new Pair("ETH-USD");

    @TempDir Path folder;

    @Test
    void what_is_written_is_read_and_what_is_new_is_since_now() throws Exception {
        assertThat(KeptPairs.read(folder, NOW)).isEmpty();
        KeptPairs two = KeptPairs.of(List.of(ETH), THEN).with(BTC, NOW);
        two.write(folder);
        assertThat(KeptPairs.read(folder, NOW)).contains(two);
        assertThat(two.changedTo(List.of(BTC, ETH), NOW.plusSeconds(1)).pairs())
                .containsExactly(
                        new KeptPairs.Followed(BTC, NOW), new KeptPairs.Followed(ETH, THEN));
        assertThat(two.without(ETH).names()).containsExactly(BTC);
    }

    @Test
    void a_person_may_write_names_alone() throws Exception {
        write("{\"pairs\": [\"BTC-USD\", {\"pair\": \"ETH-USD\"}]}");
        assertThat(KeptPairs.read(folder, NOW)).contains(KeptPairs.of(List.of(BTC, ETH), NOW));
    }

    @Test
    void what_cannot_be_is_refused_by_name() {
        KeptPairs one = KeptPairs.of(List.of(BTC), THEN);
        assertThatThrownBy(() -> one.with(BTC, NOW))
                .hasMessage(
                        "pair BTC-USD: it must not be followed yet, is since 2026-05-05T05:05:05Z");
        assertThatThrownBy(() -> one.without(ETH))
                .hasMessage("pair ETH-USD: it must be followed, is not; there are BTC-USD");
        assertThatThrownBy(() -> one.without(BTC))
                .hasMessage("pair BTC-USD: one pair at least must be followed, it is the last");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{| Unexpected end-of-input",
                "[]| pairs: they must be an array",
                "{\"pairs\":[]}| pairs: there must be one at least, was none",
                "{\"pairs\":[\"btc\"]}| pair: must be two assets such as BTC-USD, was",
                "{\"pairs\":[\"A-B\",\"A-B\"]}| pair A-B: it must be there once",
                "{\"pairs\":[{\"pair\":\"A-B\",\"since\":\"x\"}]}| could not be parsed",
                "{\"format\":2,\"pairs\":[\"A-B\"]}| is of format 2, the newest that this version knows is 1",
            })
    void a_file_that_is_none_is_told_with_what_to_do(String text, String why) throws Exception {
        write(text);
        assertThatThrownBy(() -> KeptPairs.read(folder, NOW))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith(folder.resolve("pairs.json").toString())
                .hasMessageContaining(why)
                .hasMessageContaining("remove it and give the pairs by --pairs");
    }

    private void write(String text) throws IOException {
        Files.writeString(folder.resolve("pairs.json"), text);
    }
}
