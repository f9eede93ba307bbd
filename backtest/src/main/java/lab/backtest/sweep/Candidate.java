package lab.backtest.sweep;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import lab.consensus.source.SourceException;
import lab.consensus.source.StrategyFile;
import lab.consensus.strategy.Strategy;

/**
 * A strategy with a setting that is tried.
 *
 * @param strategy its account's name
 * @param set the parameters that are swept
 */
public record Candidate(String strategy, Map<String, String> set, Strategy made) {
    /**
     * All of some files, made at once so that a wrong one is told before all the work. A file goes
     * through those ranges whose parameters it has; one that has none is tried as it is.
     *
     * @param set parameters that are the same for all settings of the files that have them
     * @throws IllegalArgumentException if there are too many, or no file has a parameter
     */
    public static List<Candidate> of(
            List<StrategyFile> files, Map<String, String> set, List<SweepRange> ranges)
            throws SourceException {
        List<Candidate> all = new ArrayList<>();
        var nobodys = new TreeSet<>(set.keySet());
        ranges.forEach(range -> nobodys.add(range.name()));
        for (StrategyFile file : files) {
            nobodys.removeAll(file.parameters());
            List<SweepRange> own =
                    ranges.stream().filter(it -> file.parameters().contains(it.name())).toList();
            List<Map<String, String>> settings = SweepRange.settings(own);
            SweepRange.checkCount(all.size() + (long) settings.size());
            for (Map<String, String> setting : settings) {
                Map<String, String> whole = new TreeMap<>(set);
                whole.keySet().retainAll(file.parameters());
                whole.putAll(setting);
                Strategy made = file.make(whole);
                all.add(new Candidate(made.name(), setting, made));
            }
        }
        if (!nobodys.isEmpty()) {
            throw new IllegalArgumentException(
                    "sweep: some file must have the parameter %s, none has; they have %s"
                            .formatted(
                                    nobodys.first(),
                                    files.stream().map(StrategyFile::parameters).toList()));
        }
        return List.copyOf(all);
    }
}
