package lab.analyst.rules;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import lab.analyst.check.Sentiment;
import lab.analyst.facts.Fact;
import lab.analyst.facts.ShownFacts;
import lab.analyst.facts.Unit;
import lab.analyst.model.Commentator;
import lab.analyst.model.Question;
import lab.analyst.model.Reply;
import lab.servicekit.http.Json;

/**
 * Comments by fixed rules: the trend of the last quarter of an hour, and whether what came after
 * past hours like this one was better or worse than usual, each have one voice; if they disagree,
 * or have nothing to say, it is neutral.
 */
public final class RulesCommentator implements Commentator {
    public static final String SOURCE = "rules";

    private static final String VERSION = "rules-1";
    private static final BigDecimal BUSY_RATIO = new BigDecimal("1.5");
    private static final BigDecimal NEUTRAL_CONFIDENCE = new BigDecimal("0.2");
    private static final BigDecimal ONE_VOICE = new BigDecimal("0.3");
    private static final BigDecimal TWO_VOICES = new BigDecimal("0.5");
    private static final BigDecimal BUSY_MORE = new BigDecimal("0.1");

    @Override
    public String source() {
        return SOURCE;
    }

    @Override
    public Reply comment(Question question) {
        return new Reply.Said(
                new Speech(question.shown()).json(), VERSION, Optional.empty(), Duration.ZERO);
    }

    /** One commentary on its way. */
    private static final class Speech {
        private final ShownFacts shown;
        private final StringBuilder narrative = new StringBuilder();
        private final List<String> evidence = new ArrayList<>();

        Speech(ShownFacts shown) {
            this.shown = shown;
        }

        String json() {
            int trend = trend();
            range();
            int volume = volume();
            int patterns = patterns();
            int voices = trend + patterns;
            boolean agree = trend * patterns >= 0 && voices != 0;
            Map<String, Object> answer = new TreeMap<>();
            answer.put("sentiment", sentiment(agree ? Integer.signum(voices) : 0).word());
            answer.put(
                    "confidence",
                    agree ? confidence(Math.abs(voices), volume) : NEUTRAL_CONFIDENCE);
            answer.put("narrative", narrative.toString());
            answer.put("evidence", evidence);
            return Json.write(answer);
        }

        private static Sentiment sentiment(int sign) {
            return switch (sign) {
                case 1 -> Sentiment.BULLISH;
                case -1 -> Sentiment.BEARISH;
                default -> Sentiment.NEUTRAL;
            };
        }

        private static BigDecimal confidence(int voices, int volume) {
            BigDecimal confidence = voices > 1 ? TWO_VOICES : ONE_VOICE;
            return volume > 0 ? confidence.add(BUSY_MORE) : confidence;
        }

        private int trend() {
            Fact price = shown.fact("price").orElseThrow();
            evidence.add(price.id());
            Optional<Fact> change = shown.fact("change_15m");
            Optional<Fact> then = shown.fact("price_15m_ago");
            if (change.isEmpty() || then.isEmpty()) {
                say("The price is %s; where it came from is not known.".formatted(price.value()));
                return 0;
            }
            evidence.add(change.get().id());
            evidence.add(then.get().id());
            evidence.add("trend");
            String direction = shown.fact("trend").map(Fact::value).orElse("unknown");
            say(
                    "The price was %s %s minutes ago and is %s: %s, %s%%."
                            .formatted(
                                    then.get().value(),
                                    shown.fact("window").orElseThrow().value(),
                                    price.value(),
                                    direction,
                                    change.get().value()));
            return switch (direction) {
                case "up" -> 1;
                case "down" -> -1;
                default -> 0;
            };
        }

        private void range() {
            Optional<Fact> low = shown.fact("low_15m");
            Optional<Fact> high = shown.fact("high_15m");
            if (low.isPresent() && high.isPresent()) {
                evidence.add(low.get().id());
                evidence.add(high.get().id());
                say("It moved between %s and %s.".formatted(low.get().value(), high.get().value()));
            }
        }

        private int volume() {
            Optional<Fact> ratio = shown.fact("volume_ratio");
            if (ratio.isEmpty()) {
                return 0;
            }
            evidence.add(ratio.get().id());
            say("Trading is %s times its mean of the hour before.".formatted(ratio.get().value()));
            return ratio.get().amount().orElseThrow().compareTo(BUSY_RATIO) >= 0 ? 1 : 0;
        }

        private int patterns() {
            Optional<Fact> outcome = shown.fact("pattern_outcome");
            Optional<Fact> rate = shown.fact("base_rate_outcome");
            if (outcome.isEmpty() || rate.isEmpty()) {
                return 0;
            }
            evidence.add(outcome.get().id());
            evidence.add(rate.get().id());
            say(
                    "After the past hours most like the last one the price moved %s, after any hour %s."
                            .formatted(percent(outcome.get()), percent(rate.get())));
            return outcome.get()
                    .amount()
                    .orElseThrow()
                    .compareTo(rate.get().amount().orElseThrow());
        }

        private static String percent(Fact fact) {
            return fact.value() + (fact.unit() == Unit.PERCENT ? "%" : "");
        }

        private void say(String sentence) {
            narrative.append(narrative.isEmpty() ? "" : " ").append(sentence);
        }
    }
}
