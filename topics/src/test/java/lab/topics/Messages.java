package lab.topics;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import lab.domain.Annotation;
import lab.domain.DeadLetter;
import lab.domain.EventTime;
import lab.domain.Layer;
import lab.domain.Pair;
import lab.domain.Price;
import lab.domain.Quantity;
import lab.domain.Side;
import lab.domain.Tick;
import lab.domain.Trade;
import lab.domain.progress.Heartbeat;

/** The mother of this module's test data. */
final class Messages {
    static final Instant TIME = Instant.parse("2025-01-01T12:00:00.123456Z");
    static final Instant RECEIVED = Instant.parse("2025-01-01T12:00:01Z");

    private static final List<Layer> LAYERS = List.of(Layer.values());

    private Messages() {}

    static Trade aTrade() {
        return new Trade(
                new Pair("BTC-USD"),
                734_567_890L,
                Price.of("94123.45"),
                Quantity.of("0.0125"),
                Side.BUY,
                98_765_432_101L,
                TIME,
                "coinbase",
                Optional.of(TIME.plusMillis(5)));
    }

    static Tick aTick() {
        return new Tick(
                new Pair("BTC-USD"),
                98_765_432_101L,
                Price.of("94123.45"),
                Price.of("94123.44"),
                Price.of("94123.45"),
                new BigDecimal("10364.08917066"),
                TIME,
                Optional.of(734_567_890L),
                Optional.of(Quantity.of("0.0125")),
                Optional.of(Side.BUY),
                "coinbase");
    }

    static Heartbeat aHeartbeat() {
        return new Heartbeat(new Pair("BTC-USD"), 734_567_890L, TIME, "coinbase", false);
    }

    static DeadLetter aDeadLetter() {
        return DeadLetter.of(
                "file",
                "price: must be a decimal, was \"abc\"",
                "{\"price\":\"abc\"}".getBytes(StandardCharsets.UTF_8),
                TIME,
                Optional.of(new DeadLetter.Position.InFeed(17)));
    }

    static Annotation anAnnotation() {
        return Annotation.of(
                new Pair("BTC-USD"),
                TIME,
                Layer.ANALYST,
                "Bullish, by rules: \"up\" 1.5 %, so that a line stays whole 😀",
                "/api/latest/BTC-USD?as_of=2025-01-01T12:00:00.123456Z");
    }

    static Annotation randomAnnotation(SplittableRandom random) {
        return new Annotation(
                "id-" + random.nextLong(),
                randomPair(random),
                randomTime(random),
                LAYERS.get(random.nextInt(LAYERS.size())),
                randomText(random, Annotation.TEXT_LENGTH_MAX),
                randomText(random, Annotation.REFERENCE_LENGTH_MAX));
    }

    /** Whole characters of any plane, none of them a control. */
    private static String randomText(SplittableRandom random, int lengthMax) {
        var text = new StringBuilder("x");
        int length = random.nextInt(lengthMax - 2);
        while (text.length() < length) {
            int character = random.nextInt(Character.MAX_CODE_POINT + 1);
            boolean isHalf =
                    character >= Character.MIN_SURROGATE && character <= Character.MAX_SURROGATE;
            if (!isHalf && !Character.isISOControl(character)) {
                text.appendCodePoint(character);
            }
        }
        return text.toString();
    }

    static Trade randomTrade(SplittableRandom random) {
        return new Trade(
                randomPair(random),
                random.nextLong(1, Long.MAX_VALUE),
                new Price(randomUnits(random)),
                new Quantity(randomUnits(random)),
                random.nextBoolean() ? Side.BUY : Side.SELL,
                random.nextLong(0, Long.MAX_VALUE),
                randomTime(random),
                "exchange-" + random.nextInt(10),
                random.nextBoolean() ? Optional.of(randomTime(random)) : Optional.empty());
    }

    static Tick randomTick(SplittableRandom random) {
        return new Tick(
                randomPair(random),
                random.nextLong(0, Long.MAX_VALUE),
                new Price(randomUnits(random)),
                new Price(randomUnits(random) - 1),
                new Price(randomUnits(random) - 1),
                BigDecimal.valueOf(random.nextLong(0, Long.MAX_VALUE), random.nextInt(9)),
                randomTime(random),
                random.nextBoolean() ? Optional.of(random.nextLong()) : Optional.empty(),
                random.nextBoolean()
                        ? Optional.of(new Quantity(randomUnits(random)))
                        : Optional.empty(),
                random.nextBoolean() ? Optional.of(Side.SELL) : Optional.empty(),
                "simulator");
    }

    private static Pair randomPair(SplittableRandom random) {
        return new Pair("A" + random.nextInt(1_000_000) + "-USD");
    }

    private static long randomUnits(SplittableRandom random) {
        return 1 + (random.nextLong(999_999_999_999_999_999L) >> random.nextInt(59));
    }

    private static Instant randomTime(SplittableRandom random) {
        return EventTime.ofMicros(
                random.nextLong(
                        EventTime.toMicros(Instant.parse("2009-01-01T00:00:00Z")),
                        EventTime.toMicros(RECEIVED)));
    }
}
