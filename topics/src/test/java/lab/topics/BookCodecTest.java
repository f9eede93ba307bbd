package lab.topics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import lab.domain.Pair;
import lab.domain.Price;
import lab.domain.Quantity;
import lab.domain.Side;
import lab.domain.book.BookEntry;
import lab.domain.book.BookLevel;
import lab.domain.book.LevelChange;
import lab.domain.book.UpdateIds;
import lab.topics.codec.BookCodec;
import lab.topics.codec.MalformedMessage;
import org.junit.jupiter.api.Test;

class BookCodecTest {
    @Test
    void a_part_of_a_snapshot_has_the_bytes_of_version_1() throws Exception {
        check(
                "book-snapshot-v1.json",
                entry(
                        OptionalLong.empty(),
                        new BookEntry.SnapshotPart(
                                2,
                                3,
                                OptionalLong.of(160),
                                List.of(new BookLevel(Price.of("94123.44"), Quantity.of("0.0125"))),
                                List.of())));
    }

    @Test
    void a_change_has_the_bytes_of_version_1() throws Exception {
        check(
                "book-change-v1.json",
                entry(
                        OptionalLong.of(42),
                        new BookEntry.Changed(
                                List.of(
                                        new LevelChange(
                                                Side.BUY, Price.of("94123.44"), Quantity.of("0")),
                                        new LevelChange(
                                                Side.SELL,
                                                Price.of("0.00001234"),
                                                Quantity.of("12.5"))),
                                Optional.of(new UpdateIds(157, 160)))));
    }

    @Test
    void a_loss_has_the_bytes_of_version_1() throws Exception {
        check(
                "book-lost-v1.json",
                entry(OptionalLong.empty(), new BookEntry.Lost("the connection was lost")));
    }

    @Test
    void what_lacks_something_or_is_none_is_refused_with_a_reason() throws Exception {
        String change =
                new String(Golden.read("book-change-v1.json"), StandardCharsets.UTF_8).strip();
        assertRefused(change.replace("\"change\"", "\"gossip\""), "kind: must be snapshot, change");
        assertRefused(change.replace("\"asks\"", "\"ask\""), "asks: must be given");
        assertRefused(change.replace("\"94123.44\"", "94123.44"), "bids: must be an array of");
        assertRefused(change.replace("\"94123.44\"", "\"0\""), "price: must be positive");
        assertRefused(change.replace("\"first_update_id\"", "\"f\""), "first_update_id: must be");
        assertRefused(change.replace("12:00:00", "13:00:00"), "time: 3600 s ahead of");
        assertRefused(change.replace("\"line\":42", "\"line\":0"), "line: must be counted");
    }

    private static void assertRefused(String message, String reason) {
        assertThatThrownBy(() ->
                        BookCodec.decode(
                                message.getBytes(StandardCharsets.UTF_8), Messages.RECEIVED))
                .isInstanceOf(MalformedMessage.class)
                .hasMessageStartingWith(reason);
    }

    private static void check(String golden, BookEntry entry) throws Exception {
        Golden.check(golden, BookCodec.encode(entry));
        assertThat(BookCodec.decode(Golden.read(golden), Messages.RECEIVED)).isEqualTo(entry);
    }

    private static BookEntry entry(OptionalLong line, BookEntry.Said said) {
        return new BookEntry(
                new Pair("BTC-USD"),
                "coinbase",
                "file-0123456789ab",
                line,
                Messages.TIME,
                Messages.RECEIVED,
                said);
    }
}
