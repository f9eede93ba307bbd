package lab.poller.pairs;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.CharConversionException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import lab.domain.Pair;
import lab.files.DurableFiles;
import lab.files.KeptFile;

/**
 * The pairs that a lab follows, in a file of its feed folder. People may change the file too: a
 * pair in it may be its name alone, and is then one since the file was read.
 */
public record KeptPairs(List<Followed> pairs) {
    /** Of the file. */
    static final int FORMAT = 1;

    public static final KeptFile KEPT =
            new KeptFile(
                    "which pairs the lab follows",
                    "feed/pairs.json",
                    KeptFile.Form.JSON,
                    FORMAT,
                    "remove it and give the pairs by --pairs");

    private static final String FILE = "pairs.json";
    private static final int BYTES_MAX = 1 << 20;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** A pair, and since when it is one. */
    public record Followed(Pair pair, Instant since) {}

    public KeptPairs {
        pairs = List.copyOf(pairs);
        if (pairs.isEmpty()) {
            throw new IllegalArgumentException("pairs: there must be one at least, was none");
        }
        for (Followed followed : pairs) {
            if (pairs.stream().filter(it -> it.pair().equals(followed.pair())).count() > 1) {
                throw new IllegalArgumentException(
                        "pair %s: it must be there once, was more than once"
                                .formatted(followed.pair()));
            }
        }
    }

    /** New ones. */
    public static KeptPairs of(List<Pair> pairs, Instant now) {
        return new KeptPairs(pairs.stream().map(pair -> new Followed(pair, now)).toList());
    }

    public List<Pair> names() {
        return pairs.stream().map(Followed::pair).toList();
    }

    /** These and no others; those that are there already stay as they are. */
    public KeptPairs changedTo(List<Pair> wanted, Instant now) {
        return new KeptPairs(
                wanted.stream().map(pair -> find(pair).orElse(new Followed(pair, now))).toList());
    }

    /** One more, as the last. */
    public KeptPairs with(Pair pair, Instant now) {
        Optional<Followed> known = find(pair);
        if (known.isPresent()) {
            throw new IllegalArgumentException(
                    "pair %s: it must not be followed yet, is since %s"
                            .formatted(pair, known.get().since()));
        }
        List<Followed> more = new ArrayList<>(pairs);
        more.add(new Followed(pair, now));
        return new KeptPairs(more);
    }

    /** One less. */
    public KeptPairs without(Pair pair) {
        if (find(pair).isEmpty()) {
            throw new IllegalArgumentException(
                    "pair %s: it must be followed, is not; there are %s"
                            .formatted(
                                    pair,
                                    names().stream()
                                            .map(Pair::name)
                                            .collect(Collectors.joining(", "))));
        }
        if (pairs.size() == 1) {
            throw new IllegalArgumentException(
                    "pair %s: one pair at least must be followed, it is the last".formatted(pair));
        }
        return new KeptPairs(
                pairs.stream().filter(followed -> !followed.pair().equals(pair)).toList());
    }

    public Optional<Followed> find(Pair pair) {
        return pairs.stream().filter(followed -> followed.pair().equals(pair)).findFirst();
    }

    public static Path file(Path feedFolder) {
        return feedFolder.resolve(FILE);
    }

    /**
     * Reads them, if there are any.
     *
     * @param now since when a pair is one of which the file does not say it
     * @throws IOException if the file holds something else, with what to do
     */
    public static Optional<KeptPairs> read(Path feedFolder, Instant now) throws IOException {
        Path file = file(feedFolder);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            if (Files.size(file) > BYTES_MAX) {
                throw new IllegalArgumentException(
                        "it must have at most %d bytes".formatted(BYTES_MAX));
            }
            return Optional.of(parse(file, JSON.readTree(Files.readAllBytes(file)), now));
        } catch (JsonProcessingException e) {
            throw unreadable(file, e.getOriginalMessage(), e);
        } catch (CharConversionException | IllegalArgumentException | DateTimeException e) {
            throw unreadable(file, String.valueOf(e.getMessage()), e);
        }
    }

    private static IOException unreadable(Path file, String why, Exception cause) {
        return new IOException(KEPT.unreadable(file, why), cause);
    }

    private static KeptPairs parse(Path file, JsonNode json, Instant now) throws IOException {
        JsonNode format = json.path("format");
        boolean isNumber = format.isMissingNode() || format.isInt();
        if (!isNumber || !KEPT.knows(format.asInt())) {
            throw new IOException(KEPT.refusal(file, format));
        }
        if (!json.path("pairs").isArray()) {
            throw new IllegalArgumentException("pairs: they must be an array, were not");
        }
        List<Followed> pairs = new ArrayList<>();
        for (JsonNode item : json.path("pairs")) {
            JsonNode since = item.path("since");
            pairs.add(
                    new Followed(
                            new Pair(item.isTextual() ? item.asText() : item.path("pair").asText()),
                            since.isTextual() ? Instant.parse(since.asText()) : now));
        }
        return new KeptPairs(pairs);
    }

    public void write(Path feedFolder) throws IOException {
        ObjectNode json = JSON.createObjectNode().put("format", FORMAT);
        ArrayNode all = json.putArray("pairs");
        for (Followed followed : pairs) {
            all.addObject()
                    .put("pair", followed.pair().name())
                    .put("since", followed.since().toString());
        }
        DurableFiles.createDirectories(feedFolder);
        DurableFiles.write(file(feedFolder), json.toPrettyString() + "\n");
    }
}
