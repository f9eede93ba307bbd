package lab.files;

import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A folder that others write and remove files in while it is looked through. {@link Files#walk}
 * fails as soon as something is gone that it has seen the name of.
 */
public final class LiveFolder {
    private LiveFolder() {}

    /** All regular files under a folder; what is removed meanwhile may be left out. */
    public static List<Path> files(Path root) throws IOException {
        return files(root, Integer.MAX_VALUE);
    }

    /**
     * The same.
     *
     * @param depth of folders at most, 1 for the folder alone
     */
    public static List<Path> files(Path root, int depth) throws IOException {
        List<Path> files = new ArrayList<>();
        Files.walkFileTree(
                root,
                EnumSet.noneOf(FileVisitOption.class),
                depth,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                        if (attributes.isRegularFile()) {
                            files.add(file);
                        }
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFileFailed(Path file, IOException why)
                            throws IOException {
                        return goOn(why);
                    }

                    @Override
                    public FileVisitResult postVisitDirectory(
                            Path folder, @Nullable IOException why) throws IOException {
                        return why == null ? FileVisitResult.CONTINUE : goOn(why);
                    }
                });
        return files;
    }

    private static FileVisitResult goOn(IOException why) throws IOException {
        if (why instanceof NoSuchFileException) {
            return FileVisitResult.CONTINUE;
        }
        throw why;
    }
}
