package lab.consensus.source;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import lab.consensus.strategy.Strategies;
import lab.consensus.strategy.Strategy;

/**
 * The strategies that somebody names: the lab's own by their names, others by a file, or by a
 * folder of files.
 */
public final class StrategyChoice {
    private StrategyChoice() {}

    /** Whether a word names a file or a folder and not one of the lab's own strategies. */
    public static boolean isFile(String word) {
        return StrategyFile.isOne(word) || word.contains("/") || Files.isDirectory(Path.of(word));
    }

    /** Those of these words, in their order, with parameters as they stand in the files. */
    public static List<Strategy> of(List<String> words) throws SourceException, IOException {
        return of(words, Map.of());
    }

    /**
     * Those of these words, in their order.
     *
     * @param set parameters of the files
     * @throws SourceException with a line for each thing that is wrong in any of the files
     * @throws IllegalArgumentException if the lab has no strategy of a name
     */
    public static List<Strategy> of(List<String> words, Map<String, String> set)
            throws SourceException, IOException {
        List<Strategy> chosen = new ArrayList<>();
        List<String> wrong = new ArrayList<>();
        SortedMap<String, String> byAccount = new TreeMap<>();
        for (String word : expanded(words)) {
            try {
                Strategy strategy =
                        StrategyFile.isOne(word)
                                ? StrategyFile.read(Path.of(word)).make(set)
                                : Strategies.named(List.of(word)).getFirst();
                String other = byAccount.put(strategy.name(), word);
                if (other != null) {
                    wrong.add(
                            "account %s: must be of one strategy, is of %s and of %s; name() gives another"
                                    .formatted(strategy.name(), other, word));
                }
                chosen.add(strategy);
            } catch (SourceException e) {
                wrong.addAll(e.lines());
            }
        }
        if (!wrong.isEmpty()) {
            throw new SourceException(wrong);
        }
        return List.copyOf(chosen);
    }

    /**
     * The files that words name, a folder's in its place; nothing if any names one of the lab's own
     * strategies.
     */
    public static List<Path> files(List<String> words) throws SourceException, IOException {
        if (!words.stream().allMatch(StrategyChoice::isFile)) {
            return List.of();
        }
        return expanded(words).stream().map(Path::of).toList();
    }

    /** With a folder's files in its place. */
    private static Set<String> expanded(List<String> words) throws SourceException, IOException {
        Set<String> all = new LinkedHashSet<>();
        for (String word : words) {
            if (isFile(word)) {
                files(Path.of(word)).forEach(file -> all.add(file.toString()));
            } else {
                all.add(word);
            }
        }
        return all;
    }

    private static List<Path> files(Path place) throws SourceException, IOException {
        if (!Files.isDirectory(place)) {
            return List.of(place);
        }
        try (Stream<Path> all = Files.list(place)) {
            List<Path> files =
                    all.filter(file -> StrategyFile.isOne(file.toString())).sorted().toList();
            if (files.isEmpty()) {
                throw new SourceException(
                        "%s: it must hold strategies' files such as MyRule.java, has none"
                                .formatted(place));
            }
            return files;
        }
    }
}
