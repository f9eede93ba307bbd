package lab.launcher.replay;

import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import lab.consensus.strategy.Strategy;
import lab.launcher.directory.LabException;
import lab.launcher.service.DeskChoice;

/** Whose requests a replay takes as they were recorded, and who decides anew. */
public enum Deciding {
    /** All strategies decide anew; accounts that are not the desk's are taken as they were. */
    ANEW,
    /** Strategies that read no service decide anew; all other accounts are taken as they were. */
    MIXED,
    /** Nobody decides: all requests are taken as they were. */
    RECORDED;

    /** Which desk goes with it, of what the settings have. */
    DeskChoice desk(Map<String, String> settings, Map<String, Instant> begins) throws LabException {
        return switch (this) {
            case ANEW -> new DeskChoice(Optional.empty(), begins);
            case MIXED -> new DeskChoice(Optional.of(DeskChoice.readingNothing(settings)), begins);
            case RECORDED -> DeskChoice.RESTS;
        };
    }

    /** The accounts whose strategies decide anew. */
    Set<String> accounts(Map<String, String> settings) throws LabException {
        return DeskChoice.strategies(settings).stream()
                .filter(strategy ->
                        switch (this) {
                            case ANEW -> true;
                            case MIXED -> strategy.reads().isEmpty();
                            case RECORDED -> false;
                        })
                .map(Strategy::name)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** As users write it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * By its name as users write it.
     *
     * @throws IllegalArgumentException if there is none of that name
     */
    public static Deciding parse(String name) {
        return Stream.of(values())
                .filter(each -> each.toString().equals(name))
                .findFirst()
                .orElseThrow(() ->
                        new IllegalArgumentException(
                                "--orders: must be anew, mixed or recorded, was " + name));
    }
}
