package lab.files;

import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Writes files that are there whole, as they were or as they are to be, whenever the process is
 * killed or the machine loses power. When a call returns, its effect is on the disk.
 *
 * <p>A file is written beside its place as {@code .NAME.PID.draft}, forced, moved in one step, and
 * then its folder is forced. Without the first force a file system may keep the move and lose the
 * bytes: the file is empty or full of zeros after a power loss. Without the second it may forget
 * the move, after others were told of it.
 *
 * <p>Writes of one file take turns within a process; drafts of other processes have other names. So
 * a draft under our own number that we do not hold, or under that of a process that has ended, was
 * left by a kill, and the next write of the file removes it.
 */
public final class DurableFiles {
    private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY_FOLDER =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
    private static final Pattern DRAFT = Pattern.compile("\\.(.+)\\.(\\d+)\\.draft");

    /** Files share these by the hash of their path. */
    private static final Object[] TURNS =
            IntStream.range(0, 64).mapToObj(_ -> new Object()).toArray();

    private DurableFiles() {}

    /** Puts bytes in the place of a file, and makes its folder if there is none. */
    public static void write(Path file, byte[] bytes) throws IOException {
        createDirectories(folderOf(file));
        replace(file, bytes);
    }

    /** The same for text, in UTF-8. */
    public static void write(Path file, String text) throws IOException {
        write(file, text.getBytes(StandardCharsets.UTF_8));
    }

    /** The same for what nobody but its owner may read, at no moment. */
    public static void writeSecret(Path file, String text) throws IOException {
        createDirectories(folderOf(file), OWNER_ONLY_FOLDER);
        replace(file, text.getBytes(StandardCharsets.UTF_8), OWNER_ONLY);
    }

    /**
     * Makes a file that nobody but its owner may read, and leaves one alone that is there already,
     * whoever made it.
     *
     * @return whether this call made it
     */
    public static boolean createSecret(Path file, String text) throws IOException {
        createDirectories(folderOf(file), OWNER_ONLY_FOLDER);
        synchronized (turnOf(file)) {
            Path draft = draftOf(file);
            try {
                fill(draft, text.getBytes(StandardCharsets.UTF_8), OWNER_ONLY);
                // A link appears whole or not at all, and replaces nothing
                Files.createLink(file, draft);
            } catch (FileAlreadyExistsException e) {
                return false;
            } finally {
                Files.deleteIfExists(draft);
            }
            forceDirectory(folderOf(file));
            removeLeftDrafts(file);
            return true;
        }
    }

    private static void replace(Path file, byte[] bytes, FileAttribute<?>... attributes)
            throws IOException {
        synchronized (turnOf(file)) {
            Path draft = draftOf(file);
            try {
                fill(draft, bytes, attributes);
                move(draft, file);
            } catch (IOException | RuntimeException e) {
                removeAfter(e, draft);
                throw e;
            }
            removeLeftDrafts(file);
        }
    }

    private static void fill(Path draft, byte[] bytes, FileAttribute<?>... attributes)
            throws IOException {
        Files.deleteIfExists(draft);
        try (var channel = FileChannel.open(draft, Set.of(CREATE_NEW, WRITE), attributes)) {
            var buffer = ByteBuffer.wrap(bytes);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            channel.force(true);
        }
    }

    private static void removeAfter(Exception failure, Path draft) {
        try {
            Files.deleteIfExists(draft);
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }

    /** Gives a file, whose bytes are forced, another name in one step. */
    public static void move(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        forceDirectory(folderOf(to));
        if (!folderOf(from).equals(folderOf(to))) {
            forceDirectory(folderOf(from));
        }
    }

    /** Makes a folder and those above it, as far as they are missing. */
    public static void createDirectories(Path folder, FileAttribute<?>... attributes)
            throws IOException {
        Deque<Path> missing = new ArrayDeque<>();
        for (Path at = folder.toAbsolutePath();
                at != null && !Files.isDirectory(at);
                at = at.getParent()) {
            missing.push(at);
        }
        for (Path at : missing) {
            try {
                Files.createDirectory(at, attributes);
            } catch (FileAlreadyExistsException e) {
                if (!Files.isDirectory(at)) {
                    throw e;
                }
            }
            forceDirectory(folderOf(at));
        }
    }

    /** Removes a file if it is there; it does not come back. */
    public static boolean deleteIfExists(Path file) throws IOException {
        boolean was = Files.deleteIfExists(file);
        if (was) {
            forceDirectory(folderOf(file));
        }
        return was;
    }

    /** Brings to the disk which names a folder has: what was made, moved or removed in it. */
    public static void forceDirectory(Path folder) throws IOException {
        try (var channel = FileChannel.open(folder, READ)) {
            channel.force(true);
        }
    }

    /** The same for the folder that a file is in: call it once after a log was made. */
    public static void forceFolderOf(Path file) throws IOException {
        forceDirectory(folderOf(file));
    }

    private static void removeLeftDrafts(Path file) throws IOException {
        String name = nameOf(file);
        try (var siblings = Files.newDirectoryStream(folderOf(file), "*.draft")) {
            for (Path sibling : siblings) {
                Matcher draft = DRAFT.matcher(nameOf(sibling));
                if (draft.matches() && draft.group(1).equals(name) && isLeft(draft.group(2))) {
                    Files.deleteIfExists(sibling);
                }
            }
        }
    }

    private static boolean isLeft(String pid) {
        try {
            long number = Long.parseLong(pid);
            return number == ProcessHandle.current().pid()
                    || ProcessHandle.of(number).filter(ProcessHandle::isAlive).isEmpty();
        } catch (NumberFormatException e) {
            return true;
        }
    }

    private static Path draftOf(Path file) {
        return file.resolveSibling(
                ".%s.%d.draft".formatted(nameOf(file), ProcessHandle.current().pid()));
    }

    private static Object turnOf(Path file) {
        int hash = file.toAbsolutePath().normalize().hashCode();
        return TURNS[Math.floorMod(hash, TURNS.length)];
    }

    private static String nameOf(Path file) {
        return String.valueOf(file.getFileName());
    }

    private static Path folderOf(Path file) {
        Path absolute = file.toAbsolutePath();
        @Nullable Path folder = absolute.getParent();
        return folder == null ? absolute : folder;
    }
}
