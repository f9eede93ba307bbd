package lab.powerloss;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.WatchService;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.nio.file.spi.FileSystemProvider;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * A file system in memory that can lose power. What was forced stays; of what was not, a restart
 * keeps what chance wills: bytes of a file in sectors, names of a folder change by change. A file
 * whose bytes were forced is lost all the same if its folder was not, as POSIX allows.
 *
 * <p>What it presumes of a disk: a sector of 512 bytes is written as a whole or not at all, a name
 * changes in one step, and what was forced stays as it was until it is written again.
 *
 * {@snippet :
 * var files = new PowerLossFileSystem();
 * files.losePowerAt(17); // the 17th step is the last, and it may be lost
 * try {
 *     write(files.root());
 * } catch (IOException e) {
 *     check(files.restart(new Random(seed)).root());
 * }
 * }
 */
public final class PowerLossFileSystem extends FileSystem {
    private final PowerLossProvider provider = new PowerLossProvider(this);
    private final Folder root;
    private final Power power = new Power();

    /** An empty one. */
    public PowerLossFileSystem() {
        this(new Folder());
    }

    private PowerLossFileSystem(Folder root) {
        this.root = root;
    }

    /** The folder that is always there. */
    public Path root() {
        return path("/");
    }

    /** How many steps that change something, or force it, were taken so far. */
    public int steps() {
        return power.steps();
    }

    /** Lets that step be the last; it and all after it fail. Steps are counted from 1. */
    public void losePowerAt(int step) {
        power.loseAt(step);
    }

    /**
     * Lets so many steps of open files fail from that one on, as those of a disk that is full or
     * sick do; later ones succeed again. A write that fails leaves half of its bytes.
     *
     * @param step counted from 1
     */
    public void failAt(int step, int count) {
        power.failAt(step, count);
    }

    /** Whether the power is gone. */
    public boolean isOff() {
        return power.isOff();
    }

    /**
     * What a machine finds that starts again now. This one can be restarted more than once, with
     * another chance each time.
     */
    public PowerLossFileSystem restart(RandomGenerator chance) {
        return new PowerLossFileSystem(new Survivors(chance).of(root));
    }

    Folder rootFolder() {
        return root;
    }

    Power power() {
        return power;
    }

    PowerLossPath path(String name) {
        return new PowerLossPath(this, Path.of(name));
    }

    @Override
    public FileSystemProvider provider() {
        return provider;
    }

    @Override
    public void close() {
        throw new UnsupportedOperationException("it lasts as long as its test");
    }

    @Override
    public boolean isOpen() {
        return true;
    }

    @Override
    public boolean isReadOnly() {
        return false;
    }

    @Override
    public String getSeparator() {
        return "/";
    }

    @Override
    public Iterable<Path> getRootDirectories() {
        return List.of(root());
    }

    @Override
    public Iterable<FileStore> getFileStores() {
        return List.of();
    }

    @Override
    public Set<String> supportedFileAttributeViews() {
        return Set.of("basic");
    }

    @Override
    public Path getPath(String first, String... more) {
        return new PowerLossPath(this, Path.of(first, more));
    }

    @Override
    public PathMatcher getPathMatcher(String syntaxAndPattern) {
        var matcher = FileSystems.getDefault().getPathMatcher(syntaxAndPattern);
        return path -> matcher.matches(Path.of(path.toString()));
    }

    @Override
    public UserPrincipalLookupService getUserPrincipalLookupService() {
        throw new UnsupportedOperationException();
    }

    @Override
    public WatchService newWatchService() {
        throw new UnsupportedOperationException();
    }

    /** Counts the steps, and fails from the one on at which the power goes. */
    static final class Power {
        private int steps;
        private int last = Integer.MAX_VALUE;
        private int failsFrom = Integer.MAX_VALUE;
        private int failsBefore = Integer.MAX_VALUE;

        synchronized int steps() {
            return steps;
        }

        synchronized void loseAt(int step) {
            last = step;
        }

        synchronized void failAt(int step, int count) {
            failsFrom = step;
            failsBefore = step + count;
        }

        synchronized boolean isOff() {
            return steps >= last;
        }

        /** Whether the next step is one that fails. */
        synchronized boolean refusesNext() {
            return steps + 1 >= failsFrom && steps + 1 < failsBefore;
        }

        /** Takes a step that fails, if the next is one. */
        synchronized void mayRefuse() throws IOException {
            if (refusesNext()) {
                steps++;
                throw new IOException("the disk does not take it");
            }
        }

        synchronized void mustBeOn() throws IOException {
            if (isOff()) {
                throw new PowerLostException();
            }
        }

        /** Called when a step is taken: who takes the last one learns nothing of its success. */
        synchronized void step() throws IOException {
            mustBeOn();
            steps++;
            mustBeOn();
        }
    }
}
