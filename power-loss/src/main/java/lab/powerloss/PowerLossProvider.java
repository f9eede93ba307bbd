package lab.powerloss;

import java.io.IOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessMode;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.attribute.FileTime;
import java.nio.file.spi.FileSystemProvider;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What {@code Files} asks for. One lock holds for all names. */
final class PowerLossProvider extends FileSystemProvider {
    private final PowerLossFileSystem files;

    PowerLossProvider(PowerLossFileSystem files) {
        this.files = files;
    }

    private Optional<Node> find(Path path) {
        Node at = files.rootFolder();
        for (Path name : path.toAbsolutePath().normalize()) {
            if (!(at instanceof Folder folder)) {
                return Optional.empty();
            }
            Node below = folder.entries.get(name.toString());
            if (below == null) {
                return Optional.empty();
            }
            at = below;
        }
        return Optional.of(at);
    }

    private Node existing(Path path) throws IOException {
        files.power().mustBeOn();
        return find(path).orElseThrow(() -> new NoSuchFileException(path.toString()));
    }

    private Folder folderOf(Path path) throws IOException {
        Path parent = path.toAbsolutePath().normalize().getParent();
        if (parent == null || !(existing(parent) instanceof Folder folder)) {
            throw new NotDirectoryException(String.valueOf(parent));
        }
        return folder;
    }

    private static String nameOf(Path path) {
        return String.valueOf(path.toAbsolutePath().normalize().getFileName());
    }

    @Override
    public synchronized FileChannel newFileChannel(
            Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
            throws IOException {
        files.power().mustBeOn();
        var found = find(path);
        boolean isNew = options.contains(StandardOpenOption.CREATE_NEW);
        if (found.isPresent() && isNew) {
            throw new FileAlreadyExistsException(path.toString());
        }
        boolean writes =
                options.contains(StandardOpenOption.WRITE)
                        || options.contains(StandardOpenOption.APPEND);
        if (found.isPresent() && found.get() instanceof Folder folder) {
            if (writes) {
                throw new IOException(path + ": is a directory");
            }
            return new FolderChannel(files, folder);
        }
        Contents contents;
        if (found.isPresent() && found.get() instanceof Contents there) {
            contents = there;
        } else if (isNew || (writes && options.contains(StandardOpenOption.CREATE))) {
            contents = new Contents();
            folderOf(path).change(Map.of(nameOf(path), Optional.of(contents)));
            files.power().step();
        } else {
            throw new NoSuchFileException(path.toString());
        }
        if (writes && found.isPresent() && options.contains(StandardOpenOption.TRUNCATE_EXISTING)) {
            contents.truncate(0);
            files.power().step();
        }
        return new ContentsChannel(files, contents, options.contains(StandardOpenOption.APPEND));
    }

    @Override
    public SeekableByteChannel newByteChannel(
            Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
            throws IOException {
        return newFileChannel(path, options, attributes);
    }

    @Override
    public synchronized DirectoryStream<Path> newDirectoryStream(
            Path directory, DirectoryStream.Filter<? super Path> filter) throws IOException {
        if (!(existing(directory) instanceof Folder folder)) {
            throw new NotDirectoryException(directory.toString());
        }
        List<Path> found = new ArrayList<>();
        for (String name : folder.entries.keySet()) {
            Path path = directory.resolve(name);
            if (filter.accept(path)) {
                found.add(path);
            }
        }
        return new DirectoryStream<>() {
            @Override
            public Iterator<Path> iterator() {
                return found.iterator();
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public synchronized void createDirectory(Path directory, FileAttribute<?>... attributes)
            throws IOException {
        files.power().mustBeOn();
        if (find(directory).isPresent()) {
            throw new FileAlreadyExistsException(directory.toString());
        }
        folderOf(directory).change(Map.of(nameOf(directory), Optional.of(new Folder())));
        files.power().step();
    }

    @Override
    public synchronized void createLink(Path link, Path existing) throws IOException {
        Node node = existing(existing);
        if (find(link).isPresent()) {
            throw new FileAlreadyExistsException(link.toString());
        }
        folderOf(link).change(Map.of(nameOf(link), Optional.of(node)));
        files.power().step();
    }

    @Override
    public synchronized void delete(Path path) throws IOException {
        if (existing(path) instanceof Folder folder && !folder.entries.isEmpty()) {
            throw new DirectoryNotEmptyException(path.toString());
        }
        folderOf(path).change(Map.of(nameOf(path), Optional.empty()));
        files.power().step();
    }

    @Override
    public synchronized void move(Path source, Path target, CopyOption... options)
            throws IOException {
        Node node = existing(source);
        var replaced = find(target);
        boolean replaces =
                Set.of(options).contains(StandardCopyOption.REPLACE_EXISTING)
                        || Set.of(options).contains(StandardCopyOption.ATOMIC_MOVE);
        if (replaced.isPresent() && (!replaces || replaced.get() instanceof Folder)) {
            throw new FileAlreadyExistsException(target.toString());
        }
        Folder from = folderOf(source);
        if (from != folderOf(target)) {
            throw new UnsupportedOperationException("a move within one folder is known alone");
        }
        from.change(Map.of(nameOf(source), Optional.empty(), nameOf(target), Optional.of(node)));
        files.power().step();
    }

    @Override
    public boolean isSameFile(Path one, Path other) {
        return one.toAbsolutePath().normalize().equals(other.toAbsolutePath().normalize());
    }

    @Override
    public boolean isHidden(Path path) {
        return nameOf(path).startsWith(".");
    }

    @Override
    public synchronized void checkAccess(Path path, AccessMode... modes) throws IOException {
        existing(path);
    }

    @Override
    public synchronized <A extends BasicFileAttributes> A readAttributes(
            Path path, Class<A> type, LinkOption... options) throws IOException {
        if (type != BasicFileAttributes.class) {
            throw new UnsupportedOperationException(type.getName());
        }
        return type.cast(new Attributes(existing(path)));
    }

    private record Attributes(Node node) implements BasicFileAttributes {
        private static final FileTime EPOCH = FileTime.from(Instant.EPOCH);

        @Override
        public FileTime lastModifiedTime() {
            return EPOCH;
        }

        @Override
        public FileTime lastAccessTime() {
            return EPOCH;
        }

        @Override
        public FileTime creationTime() {
            return EPOCH;
        }

        @Override
        public boolean isRegularFile() {
            return node instanceof Contents;
        }

        @Override
        public boolean isDirectory() {
            return node instanceof Folder;
        }

        @Override
        public boolean isSymbolicLink() {
            return false;
        }

        @Override
        public boolean isOther() {
            return false;
        }

        @Override
        public long size() {
            return node instanceof Contents contents ? contents.size() : 0;
        }

        @Override
        public Object fileKey() {
            return node;
        }
    }

    @Override
    public String getScheme() {
        return "power-loss";
    }

    @Override
    public FileSystem newFileSystem(URI uri, Map<String, ?> environment) {
        throw new UnsupportedOperationException();
    }

    @Override
    public FileSystem getFileSystem(URI uri) {
        return files;
    }

    @Override
    public Path getPath(URI uri) {
        return files.path(uri.getPath());
    }

    @Override
    public void copy(Path source, Path target, CopyOption... options) {
        throw new UnsupportedOperationException();
    }

    @Override
    public FileStore getFileStore(Path path) throws IOException {
        throw new IOException("a file store is not known");
    }

    @Override
    public <V extends FileAttributeView> @Nullable V getFileAttributeView(
            Path path, Class<V> type, LinkOption... options) {
        return null;
    }

    @Override
    public Map<String, Object> readAttributes(Path path, String attributes, LinkOption... options) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void setAttribute(Path path, String attribute, Object value, LinkOption... options) {
        throw new UnsupportedOperationException();
    }
}
