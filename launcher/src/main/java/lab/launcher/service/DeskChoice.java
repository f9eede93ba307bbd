package lab.launcher.service;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import lab.consensus.TradingSettings;
import lab.consensus.source.SourceException;
import lab.consensus.source.StrategyChoice;
import lab.consensus.strategy.Strategy;
import lab.launcher.directory.LabException;
import lab.launcher.directory.Settings;

/**
 * Which strategies a desk has.
 *
 * @param strategies by name or file; those of the settings if empty
 * @param begins when accounts began that were lived before; one that is not named begins with the
 *     market
 */
public record DeskChoice(Optional<List<String>> strategies, Map<String, Instant> begins) {
    /** As the settings say. */
    public static final DeskChoice OF_SETTINGS = new DeskChoice(Optional.empty(), Map.of());

    /** It watches the market and trades nothing. */
    public static final DeskChoice RESTS = new DeskChoice(Optional.of(List.of()), Map.of());

    /** All those that the settings name. */
    public static List<Strategy> strategies(Map<String, String> settings) throws LabException {
        return strategies(words(settings));
    }

    /** Those of words, each a name, a file or a folder. */
    static List<Strategy> strategies(List<String> words) throws LabException {
        try {
            return StrategyChoice.of(words);
        } catch (SourceException | IOException | IllegalArgumentException e) {
            throw new LabException("consensus.strategies: " + LabException.reason(e), e);
        }
    }

    /** The words of those that the settings name and that read no service. */
    public static List<String> readingNothing(Map<String, String> settings) throws LabException {
        List<String> chosen = new ArrayList<>();
        for (String word : words(settings)) {
            if (strategies(List.of(word)).stream().allMatch(it -> it.reads().isEmpty())) {
                chosen.add(word);
            }
        }
        return chosen;
    }

    private static List<String> words(Map<String, String> settings) throws LabException {
        return Settings.read(settings, "consensus", TradingSettings.class).strategies();
    }

    public DeskChoice {
        strategies = strategies.map(List::copyOf);
        begins = Map.copyOf(begins);
    }
}
