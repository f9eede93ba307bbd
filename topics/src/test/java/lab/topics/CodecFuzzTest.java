package lab.topics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import lab.topics.codec.AnnotationCodec;
import lab.topics.codec.DeadLetterCodec;
import lab.topics.codec.HeartbeatCodec;
import lab.topics.codec.MalformedMessage;
import lab.topics.codec.TickCodec;
import lab.topics.codec.TradeCodec;
import org.junit.jupiter.api.Test;

class CodecFuzzTest {
    private static final int ROUNDS = 60_000;

    private interface Decoder {
        Object decode(byte[] bytes, int offset, int length) throws MalformedMessage;
    }

    private static final List<Decoder> DECODERS =
            List.of(
                    (bytes, at, length) -> TradeCodec.decode(bytes, at, length, Messages.RECEIVED),
                    (bytes, at, length) -> TickCodec.decode(bytes, at, length, Messages.RECEIVED),
                    (bytes, at, length) ->
                            HeartbeatCodec.decode(bytes, at, length, Messages.RECEIVED),
                    (bytes, at, length) ->
                            AnnotationCodec.decode(bytes, at, length, Messages.RECEIVED),
                    DeadLetterCodec::decode);

    private static final List<byte[]> SEEDS =
            List.of(
                    TradeCodec.encode(Messages.aTrade()),
                    TickCodec.encode(Messages.aTick()),
                    HeartbeatCodec.encode(Messages.aHeartbeat()),
                    AnnotationCodec.encode(Messages.anAnnotation()),
                    DeadLetterCodec.encode(Messages.aDeadLetter()));

    @Test
    void whatever_the_bytes_a_message_is_read_or_refused_with_a_reason() {
        var random = new SplittableRandom(7);
        int refused = 0;
        for (int round = 0; round < ROUNDS; round++) {
            int kind = random.nextInt(DECODERS.size());
            byte[] bytes = mutated(SEEDS.get(kind), random);
            int offset = random.nextInt(1 + Math.min(3, bytes.length));
            int length = bytes.length - offset;
            try {
                assertThat(DECODERS.get(kind).decode(bytes, offset, length)).isNotNull();
            } catch (MalformedMessage e) {
                assertThat(e.reason()).contains(": ").hasSizeLessThanOrEqualTo(300);
                refused++;
            }
        }
        assertThat(refused).isGreaterThan(ROUNDS / 2);
    }

    @Test
    void every_beginning_of_a_message_is_refused() {
        for (int kind = 0; kind < SEEDS.size(); kind++) {
            byte[] bytes = SEEDS.get(kind);
            for (int length = 0; length < bytes.length; length++) {
                int cut = length;
                Decoder decoder = DECODERS.get(kind);
                assertThatThrownBy(() -> decoder.decode(bytes, 0, cut))
                        .isInstanceOf(MalformedMessage.class);
            }
        }
    }

    private static byte[] mutated(byte[] seed, SplittableRandom random) {
        return switch (random.nextInt(5)) {
            case 0 -> {
                byte[] noise = new byte[random.nextInt(200)];
                random.nextBytes(noise);
                yield noise;
            }
            case 1 -> Arrays.copyOf(seed, random.nextInt(seed.length));
            case 2 -> {
                byte[] spliced = seed.clone();
                int from = random.nextInt(seed.length);
                int to = random.nextInt(seed.length);
                int length = random.nextInt(seed.length - Math.max(from, to));
                System.arraycopy(seed, from, spliced, to, length);
                yield spliced;
            }
            default -> {
                byte[] flipped = seed.clone();
                for (int i = random.nextInt(4); i >= 0; i--) {
                    flipped[random.nextInt(flipped.length)] = (byte) random.nextInt(256);
                }
                yield flipped;
            }
        };
    }
}
