package lab.iggy.embedded.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.api.Test;

class WireReaderTest {
    private static WireReader hex(String bytes) {
        return new WireReader(
                Unpooled.wrappedBuffer(ByteBufUtil.decodeHexDump(bytes.replace(" ", ""))));
    }

    private static void refuses(ErrorCode code, Runnable reading) {
        assertThatThrownBy(reading::run)
                .isInstanceOfSatisfying(
                        RefusedException.class, e -> assertThat(e.code()).isEqualTo(code));
    }

    @Test
    void reads_numbers_in_little_endian_order() {
        var reader = hex("7f 01020304 0102030405060708 ffffffff");
        assertThat(reader.u8()).isEqualTo(0x7f);
        assertThat(reader.u32()).isEqualTo(0x04030201);
        assertThat(reader.u64()).isEqualTo(0x0807060504030201L);
        assertThat(reader.count()).isEqualTo(4_294_967_295L);
    }

    @Test
    void reads_identifiers_of_both_kinds() {
        assertThat(hex("01 04 2a000000").identifier()).isEqualTo(new Identifier.Numeric(42));
        assertThat(hex("02 06 63727970746f").identifier())
                .isEqualTo(new Identifier.Named("crypto"));
    }

    @Test
    void refuses_identifiers_that_make_no_sense() {
        refuses(ErrorCode.INVALID_COMMAND, () -> hex("03 04 2a000000").identifier());
        refuses(ErrorCode.INVALID_FORMAT, () -> hex("01 03 2a0000").identifier());
        refuses(ErrorCode.INVALID_FORMAT, () -> hex("02 00").identifier());
        refuses(ErrorCode.INVALID_COMMAND, () -> hex("02 06 6372").identifier());
        refuses(ErrorCode.INVALID_COMMAND, () -> hex("02 02 c328").identifier());
    }

    @Test
    void reads_consumers() {
        assertThat(hex("01 01 04 07000000").consumer())
                .isEqualTo(new Consumer(Consumer.Kind.CONSUMER, new Identifier.Numeric(7)));
        assertThat(hex("02 02 01 67").consumer())
                .isEqualTo(new Consumer(Consumer.Kind.GROUP, new Identifier.Named("g")));
        refuses(ErrorCode.INVALID_COMMAND, () -> hex("00 01 04 07000000").consumer());
    }

    @Test
    void reads_the_optional_partition_in_five_bytes() {
        assertThat(hex("01 05000000").optionalPartition()).isEqualTo(OptionalInt.of(5));
        assertThat(hex("00 05000000").optionalPartition()).isEmpty();
        refuses(ErrorCode.INVALID_COMMAND, () -> hex("00 0500").optionalPartition());
    }

    @Test
    void reads_all_five_ways_to_poll() {
        assertThat(hex("01 0a00000000000000").pollFrom()).isEqualTo(new PollFrom.Offset(10));
        assertThat(hex("02 0a00000000000000").pollFrom()).isEqualTo(new PollFrom.Timestamp(10));
        assertThat(hex("03 0000000000000000").pollFrom()).isEqualTo(new PollFrom.First());
        assertThat(hex("04 0000000000000000").pollFrom()).isEqualTo(new PollFrom.Last());
        assertThat(hex("05 0000000000000000").pollFrom()).isEqualTo(new PollFrom.Next());
        refuses(ErrorCode.INVALID_COMMAND, () -> hex("06 0000000000000000").pollFrom());
    }

    @Test
    void reads_all_three_partitionings() {
        assertThat(hex("01 00").partitioning()).isEqualTo(new Partitioning.Balanced());
        assertThat(hex("02 04 03000000").partitioning()).isEqualTo(new Partitioning.ById(3));
        assertThat(hex("03 03 616263").partitioning())
                .isEqualTo(new Partitioning.ByKey(0x32d153ff));
        refuses(ErrorCode.INVALID_FORMAT, () -> hex("01 01 00").partitioning());
        refuses(ErrorCode.INVALID_FORMAT, () -> hex("02 02 0300").partitioning());
        refuses(ErrorCode.INVALID_FORMAT, () -> hex("03 00").partitioning());
    }

    @Test
    void hashes_names_as_the_protocol_does() {
        // Published values of XXH32 with seed 0.
        assertThat(KeyHash.of(new byte[0])).isEqualTo(0x02cc5d05);
        assertThat(new Identifier.Named("Nobody inspects the spammish repetition").consumerId())
                .isEqualTo(0xe2293b2f);
        assertThat(KeyHash.partition(new byte[0], 3)).isEqualTo(0x02cc5d05 % 3);
    }

    @Test
    void any_bytes_are_read_or_refused_but_never_fatal() {
        long seed = 20_260_301;
        var random = new Random(seed);
        for (int i = 0; i < 20_000; i++) {
            var bytes = new byte[random.nextInt(24)];
            random.nextBytes(bytes);
            var reader = new WireReader(Unpooled.wrappedBuffer(bytes));
            try {
                readSomething(reader, random.nextInt(8));
            } catch (RefusedException e) {
                assertThat(e.code()).as("seed %d", seed).isNotNull();
            }
        }
    }

    private static void readSomething(WireReader reader, int what) {
        switch (what) {
            case 0 -> reader.identifier();
            case 1 -> reader.consumer();
            case 2 -> reader.partitioning();
            case 3 -> reader.pollFrom();
            case 4 -> reader.name();
            case 5 -> reader.longText();
            case 6 -> reader.optionalPartition();
            default -> reader.shortText();
        }
    }
}
