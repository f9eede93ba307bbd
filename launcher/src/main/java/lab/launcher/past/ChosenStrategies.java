package lab.launcher.past;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import lab.consensus.TradingSettings;
import lab.consensus.source.SourceException;
import lab.consensus.source.StrategyChoice;
import lab.launcher.directory.LabException;
import lab.launcher.directory.Settings;

/** Strategies' files beside the strategies that a desk has anyway. */
public final class ChosenStrategies {
    private static final String SETTING = "LAB_CONSENSUS_STRATEGIES";

    private ChosenStrategies() {}

    /**
     * The environment of a lab whose desk has these too. All are compiled and looked at here, so
     * that nothing starts if one is wrong.
     *
     * @param files of a strategy each, or folders of such
     * @throws SourceException with a line for each thing that is wrong
     * @throws IllegalArgumentException if a path is none that a setting can name
     */
    public static Map<String, String> with(Map<String, String> environment, List<Path> files)
            throws LabException, SourceException, IOException {
        if (files.isEmpty()) {
            return environment;
        }
        var trading = Settings.read(environment, "consensus", TradingSettings.class);
        List<String> words = new ArrayList<>(trading.strategies());
        for (Path file : files) {
            String word = file.toAbsolutePath().toString();
            if (word.contains(",")) {
                throw new IllegalArgumentException(
                        "--strategy: must be a path without a comma, was " + file);
            }
            words.add(word);
        }
        var _ = StrategyChoice.of(words);
        Map<String, String> more = new HashMap<>(environment);
        more.put(SETTING, String.join(",", words));
        return more;
    }
}
