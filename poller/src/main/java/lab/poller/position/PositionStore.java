package lab.poller.position;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.CharConversionException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import lab.files.DurableFiles;
import lab.files.KeptFile;
import lab.poller.feed.MarketFeed;

/**
 * The positions of feeds in a folder, a file for each market: who switches to another feed and back
 * goes on where he was. A position is there whole or not at all.
 */
public final class PositionStore {
    /** 0 had no number; 1 has it, and says of a recording that is damaged what is wrong. */
    static final int FORMAT = 1;

    static final KeptFile KEPT =
            new KeptFile(
                    "how far a feed has come",
                    "feed/**-*.json",
                    KeptFile.Form.JSON,
                    FORMAT,
                    "take another --data; ./lab reset takes all away");

    private static final String IDENTITY = "identity";
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Path folder;

    public PositionStore(Path folder) {
        this.folder = folder;
    }

    /** The furthest position of a market: its own, or one of an identity that it once had. */
    public FeedPosition read(MarketFeed feed) {
        FeedPosition furthest = FeedPosition.beginning();
        for (Path file : files(feed)) {
            FeedPosition position = read(feed, file);
            if (feed.given(position.feed()) >= feed.given(furthest.feed())) {
                furthest = position;
            }
        }
        return feed.endsForGood() ? furthest : furthest.asOpen();
    }

    /** Those of former identities, then its own. */
    private List<Path> files(MarketFeed feed) {
        Path own = file(feed);
        List<Path> files = new ArrayList<>();
        if (Files.isDirectory(folder)) {
            try (var kept = Files.newDirectoryStream(folder, feed.name() + "-*.json")) {
                for (Path file : kept) {
                    if (!file.equals(own) && feed.wasKnownAs(identity(file))) {
                        files.add(file);
                    }
                }
            } catch (IOException | DirectoryIteratorException e) {
                throw unreadable(e);
            }
        }
        if (Files.exists(own)) {
            files.add(own);
        }
        return files;
    }

    /**
     * What a position file says it is of: nothing where it cannot be read, for then it is no one's.
     */
    private static String identity(Path file) throws IOException {
        try {
            return JSON.readTree(file.toFile()).path(IDENTITY).asText();
        } catch (JsonProcessingException | CharConversionException _) {
            return "";
        }
    }

    private static FeedPosition read(MarketFeed feed, Path file) {
        try {
            JsonNode json = JSON.readTree(file.toFile());
            KeptFormat.check(file, json, KEPT);
            if (json.get("feed") instanceof ObjectNode state
                    && json.get("clock") instanceof ObjectNode clock) {
                String identity = json.path(IDENTITY).asText();
                return new FeedPosition(
                        feed.adopt(identity, state), clock, json.path("ended").asBoolean());
            }
            throw new IllegalStateException(
                    "feed position %s: must hold a feed and a clock, does not; ./lab reset starts over"
                            .formatted(file));
        } catch (JsonProcessingException | CharConversionException e) {
            throw new IllegalStateException(
                    "feed position %s: must be JSON, was not; ./lab reset starts over"
                            .formatted(file),
                    e);
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    /**
     * Has a feed go on from what was read here.
     *
     * @throws IllegalStateException that names the file and what to do, if what it says is of no
     *     use, whole though it is
     */
    public void goOn(MarketFeed feed, Runnable from) {
        try {
            from.run();
        } catch (IllegalArgumentException | DateTimeException | NullPointerException e) {
            Path file = file(feed);
            if (!Files.exists(file)) {
                throw e;
            }
            String why = e instanceof NullPointerException ? "it lacks a part" : e.getMessage();
            throw new IllegalStateException(KEPT.unreadable(file, String.valueOf(why)), e);
        }
    }

    private static UncheckedIOException unreadable(Exception e) {
        return new UncheckedIOException(
                "feed position: must be readable, was not: " + e.getMessage(),
                e instanceof IOException io ? io : new IOException(e));
    }

    public void write(MarketFeed feed, FeedPosition position) throws IOException {
        ObjectNode json = JSON.createObjectNode().put(KeptFormat.FIELD, FORMAT);
        json.put(IDENTITY, feed.identity());
        json.put("ended", position.ended());
        json.set("clock", position.clock());
        json.set("feed", position.feed());
        DurableFiles.write(
                file(feed), JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(json));
    }

    private Path file(MarketFeed feed) {
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256")
                            .digest(feed.identity().getBytes(StandardCharsets.UTF_8));
            String name = feed.name() + '-' + HexFormat.of().formatHex(hash, 0, 6) + ".json";
            return folder.resolve(name);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }
}
