package lab.powerloss;

import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import org.jspecify.annotations.Nullable;

/** A name in the file system; the default file system knows how names are put together. */
final class PowerLossPath implements Path {
    private final PowerLossFileSystem files;
    private final Path name;

    PowerLossPath(PowerLossFileSystem files, Path name) {
        this.files = files;
        this.name = name;
    }

    private Path of(Path other) {
        return new PowerLossPath(files, other);
    }

    private @Nullable Path ofNullable(@Nullable Path other) {
        return other == null ? null : of(other);
    }

    private static Path plain(Path other) {
        return other instanceof PowerLossPath path ? path.name : other;
    }

    @Override
    public FileSystem getFileSystem() {
        return files;
    }

    PowerLossFileSystem files() {
        return files;
    }

    @Override
    public boolean isAbsolute() {
        return name.isAbsolute();
    }

    @Override
    public @Nullable Path getRoot() {
        return ofNullable(name.getRoot());
    }

    @Override
    public @Nullable Path getFileName() {
        return ofNullable(name.getFileName());
    }

    @Override
    public @Nullable Path getParent() {
        return ofNullable(name.getParent());
    }

    @Override
    public int getNameCount() {
        return name.getNameCount();
    }

    @Override
    public Path getName(int index) {
        return of(name.getName(index));
    }

    @Override
    public Path subpath(int beginIndex, int endIndex) {
        return of(name.subpath(beginIndex, endIndex));
    }

    @Override
    public boolean startsWith(Path other) {
        return name.startsWith(plain(other));
    }

    @Override
    public boolean endsWith(Path other) {
        return name.endsWith(plain(other));
    }

    @Override
    public Path normalize() {
        return of(name.normalize());
    }

    @Override
    public Path resolve(Path other) {
        return of(name.resolve(plain(other)));
    }

    @Override
    public Path relativize(Path other) {
        return of(name.relativize(plain(other)));
    }

    @Override
    public URI toUri() {
        return URI.create("power-loss:" + toAbsolutePath());
    }

    @Override
    public Path toAbsolutePath() {
        return name.isAbsolute() ? this : of(Path.of("/").resolve(name));
    }

    @Override
    public Path toRealPath(LinkOption... options) {
        return toAbsolutePath().normalize();
    }

    @Override
    public WatchKey register(
            WatchService watcher, WatchEvent.Kind<?>[] events, WatchEvent.Modifier... modifiers) {
        throw new UnsupportedOperationException();
    }

    @Override
    public int compareTo(Path other) {
        return name.compareTo(plain(other));
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof PowerLossPath path && path.files == files && path.name.equals(name);
    }

    @Override
    public int hashCode() {
        return name.hashCode();
    }

    @Override
    public String toString() {
        return name.toString();
    }
}
