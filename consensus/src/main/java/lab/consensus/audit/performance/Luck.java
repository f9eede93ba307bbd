package lab.consensus.audit.performance;

import java.util.Locale;
import java.util.OptionalDouble;

/**
 * Whether an account's lead over buy &amp; hold, or its lag, could be luck.
 *
 * <p>The hours' differences in return are put to Student's t-test against a mean of zero,
 * two-sided; they are taken as independent of one another. Where several accounts were tried, one
 * of them is ahead by chance more easily: the probability is multiplied by their number
 * (Bonferroni).
 *
 * @param hours that were compared
 * @param leadPct by how much its equity is above that of buy &amp; hold, in per cent of the latter
 * @param byChance how probable so large a difference is without any skill; empty where too little
 *     was compared to say
 * @param tried how many accounts were compared
 * @param sentence the same in words
 */
public record Luck(
        int hours, OptionalDouble leadPct, OptionalDouble byChance, int tried, String sentence) {
    /** Of fewer hours nothing is said. */
    static final int HOURS_MIN = 30;

    private static final double UNLIKELY = 0.05;
    private static final double HUNDRED = 100;

    static Luck notTraded() {
        return new Luck(
                0,
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                0,
                "It has not traded: there is nothing to compare.");
    }

    static Luck tooShort(int hours, OptionalDouble leadPct) {
        return new Luck(
                hours,
                leadPct,
                OptionalDouble.empty(),
                0,
                "%s%d full hours are too few to tell skill from luck, %d are needed."
                        .formatted(lead(leadPct), hours, HOURS_MIN));
    }

    /** Its returns never differed from those of buy &amp; hold. */
    static Luck same(int hours, int tried) {
        return new Luck(
                hours,
                OptionalDouble.of(0),
                OptionalDouble.of(1),
                tried,
                "It did what buy & hold did, for %d hours.".formatted(hours));
    }

    /**
     * @param chance of one account alone
     */
    static Luck of(int hours, OptionalDouble leadPct, double chance, int tried) {
        double byChance = Math.min(1, chance * tried);
        String among = tried > 1 ? ", %d accounts having been tried".formatted(tried) : "";
        String verdict =
                byChance < UNLIKELY
                        ? "this is hardly luck, if the hours ahead are like those behind."
                        : "this could well be luck.";
        return new Luck(
                hours,
                leadPct,
                OptionalDouble.of(byChance),
                tried,
                "%sOver %d hours so large a difference comes of chance alone in %s of 100 cases%s: %s"
                        .formatted(lead(leadPct), hours, share(byChance), among, verdict));
    }

    private static String lead(OptionalDouble leadPct) {
        if (leadPct.isEmpty()) {
            return "";
        }
        double lead = leadPct.getAsDouble();
        return String.format(
                Locale.ROOT,
                "It is %.2f %% %s buy & hold. ",
                Math.abs(lead),
                lead < 0 ? "behind" : "ahead of");
    }

    private static String share(double probability) {
        double cases = HUNDRED * probability;
        return cases < 1 ? "less than 1" : String.format(Locale.ROOT, "%.0f", cases);
    }
}
