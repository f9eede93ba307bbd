package lab.lancer.pattern;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/** The rules said as plainly and slowly as they are written down. */
final class PlainPatterns {
    private final Map<Integer, Double> closes = new HashMap<>();
    private final OptionalInt query;
    private final List<Integer> windows = new ArrayList<>();

    record Candidate(int last, double distance, double outcome) {
        Instant end() {
            return CandleClose.start(last + 1);
        }
    }

    PlainPatterns(List<CandleClose> candles, Instant asOf) {
        List<Integer> minutes = new ArrayList<>();
        for (CandleClose candle : candles) {
            if (!CandleClose.start(candle.minute() + 1).isAfter(asOf)) {
                closes.put(candle.minute(), candle.close());
                minutes.add(candle.minute());
            }
        }
        minutes.sort(Comparator.naturalOrder());
        OptionalInt newest = OptionalInt.empty();
        for (int minute : minutes) {
            if (isWhole(minute)) {
                newest = OptionalInt.of(minute);
                if (!isFlat(minute)) {
                    windows.add(minute);
                }
            }
        }
        boolean isFresh =
                newest.isPresent()
                        && !isFlat(newest.getAsInt())
                        && !CandleClose.start(newest.getAsInt() + 1)
                                .isBefore(asOf.minus(Duration.ofMinutes(5)));
        query = isFresh ? newest : OptionalInt.empty();
    }

    boolean hasQuery() {
        return query.isPresent();
    }

    private boolean isWhole(int last) {
        for (int minute = last - 59; minute <= last; minute++) {
            if (!closes.containsKey(minute)) {
                return false;
            }
        }
        return true;
    }

    private double close(int minute) {
        return closes.getOrDefault(minute, Double.NaN);
    }

    private double mean(int last) {
        double sum = 0;
        for (int minute = last - 59; minute <= last; minute++) {
            sum += close(minute);
        }
        return sum / 60;
    }

    private double deviation(int last) {
        double mean = mean(last);
        double sum = 0;
        for (int minute = last - 59; minute <= last; minute++) {
            sum += Math.pow(close(minute) - mean, 2);
        }
        return Math.sqrt(sum / 60);
    }

    private boolean isFlat(int last) {
        return deviation(last) < 0.0005 * mean(last);
    }

    private boolean isKnown(int last) {
        for (int minute = last + 1; minute <= last + 60; minute++) {
            if (!closes.containsKey(minute)) {
                return false;
            }
        }
        return true;
    }

    private double outcome(int last) {
        return 100 * (close(last + 60) / close(last) - 1);
    }

    List<Double> outcomes() {
        return windows.stream().filter(this::isKnown).map(this::outcome).toList();
    }

    List<Candidate> candidates() {
        int asked = query.orElseThrow();
        return windows.stream()
                .filter(this::isKnown)
                .filter(last -> last <= asked - 60)
                .map(last -> new Candidate(last, distance(asked, last), outcome(last)))
                .toList();
    }

    private double distance(int one, int other) {
        double sum = 0;
        double oneMean = mean(one);
        double oneDeviation = deviation(one);
        double otherMean = mean(other);
        double otherDeviation = deviation(other);
        for (int i = 0; i < 60; i++) {
            double a = (close(one - 59 + i) - oneMean) / oneDeviation;
            double b = (close(other - 59 + i) - otherMean) / otherDeviation;
            sum += (a - b) * (a - b);
        }
        return sum;
    }

    List<Candidate> matches() {
        List<Candidate> matches = new ArrayList<>();
        if (query.isEmpty()) {
            return matches;
        }
        List<Candidate> sorted = new ArrayList<>(candidates());
        sorted.sort(
                Comparator.comparingDouble(Candidate::distance).thenComparingInt(Candidate::last));
        for (Candidate candidate : sorted) {
            boolean isApart =
                    matches.stream()
                            .allMatch(taken -> Math.abs(taken.last() - candidate.last()) >= 60);
            if (isApart && matches.size() < 5) {
                matches.add(candidate);
            }
        }
        return matches;
    }
}
