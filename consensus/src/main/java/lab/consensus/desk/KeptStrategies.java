package lab.consensus.desk;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import lab.consensus.strategy.Strategy;
import lab.files.DurableFiles;
import lab.files.KeptFile;
import lab.servicekit.http.Json;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Which strategies a desk has had, so that a start can tell what is other than before. */
public final class KeptStrategies {
    private static final Logger log = LoggerFactory.getLogger(KeptStrategies.class);
    private static final int FORMAT = 1;
    static final KeptFile KEPT =
            new KeptFile(
                    "the list of strategies",
                    "desk/strategies.json",
                    KeptFile.Form.JSON,
                    FORMAT,
                    "leave the desk out by --without consensus");
    private static final String FILE = "strategies.json";

    private KeptStrategies() {}

    /**
     * Keeps these beside those that were there before.
     *
     * @param folder of the desk
     * @return what the user has to know: which accounts are new, go on by another version, or rest
     */
    public static List<String> keep(Path folder, List<Strategy> now) {
        Path file = folder.resolve(FILE);
        List<String> told = new ArrayList<>();
        SortedMap<String, String> before = read(file, told);
        SortedMap<String, String> all = new TreeMap<>(before);
        for (Strategy strategy : now) {
            String known = all.put(strategy.name(), strategy.version());
            boolean isOfFile = !strategy.version().equals(strategy.name());
            if (known == null && isOfFile) {
                told.add("%s trades on an account of its own".formatted(strategy.name()));
            } else if (known != null && !known.equals(strategy.version())) {
                told.add(
                        "%s has changed; its account goes on by the new version"
                                .formatted(strategy.name()));
            }
        }
        for (String name : before.keySet()) {
            if (now.stream().noneMatch(strategy -> strategy.name().equals(name))) {
                told.add(
                        "%s is not here; its account rests until it is (--strategy FILE, or consensus.strategies)"
                                .formatted(name));
            }
        }
        if (!all.equals(before)) {
            write(folder, all);
        }
        return told;
    }

    /** No decision depends on the list, so one that is damaged is told and made anew. */
    private static SortedMap<String, String> read(Path file, List<String> told) {
        SortedMap<String, String> versions = new TreeMap<>();
        if (Files.exists(file)) {
            JsonNode json;
            try {
                json = Json.mapper().readTree(file.toFile());
            } catch (IOException e) {
                log.warn("list of strategies not readable file={}", file, e);
                json = MissingNode.getInstance();
            }
            if (json.isObject()) {
                Formats.check(file, json, KEPT);
            }
            if (!json.path("versions").isObject()) {
                told.add(
                        "which there were before is not known any more, %s could not be read; it is made anew"
                                .formatted(file));
            }
            for (Map.Entry<String, JsonNode> entry : json.path("versions").properties()) {
                versions.put(entry.getKey(), entry.getValue().asText());
            }
        }
        return versions;
    }

    private static void write(Path folder, SortedMap<String, String> versions) {
        ObjectNode json = Json.mapper().createObjectNode().put("format", FORMAT);
        ObjectNode all = json.putObject("versions");
        versions.forEach(all::put);
        try {
            DurableFiles.createDirectories(folder);
            DurableFiles.write(folder.resolve(FILE), Json.mapper().writeValueAsBytes(json));
        } catch (IOException e) {
            throw new UncheckedIOException("desk state: cannot be written", e);
        }
    }
}
