package lab.launcher.operation;

import java.io.File;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The files of the repository, as they lie beside this module. */
public final class Repository {
    public static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    private static final Set<String> MADE = Set.of("target", "data", "node_modules", "site");

    private Repository() {}

    public static String text(String path) throws IOException {
        return Files.readString(ROOT.resolve(path));
    }

    /** All files of the source tree whose names end so, without what builds and labs make. */
    public static List<Path> sources(String ending) throws IOException {
        List<Path> found = new ArrayList<>();
        Files.walkFileTree(
                ROOT,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult preVisitDirectory(
                            Path folder, BasicFileAttributes attributes) {
                        String name = String.valueOf(folder.getFileName());
                        return MADE.contains(name) || isHidden(folder, name)
                                ? FileVisitResult.SKIP_SUBTREE
                                : FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                        if (file.toString().endsWith(ending)) {
                            found.add(file);
                        }
                        return FileVisitResult.CONTINUE;
                    }
                });
        return found.stream().sorted().toList();
    }

    private static boolean isHidden(Path folder, String name) {
        return name.startsWith(".") && !folder.equals(ROOT) && !name.equals(".github");
    }

    /** Those of a folder whose names end so, in order. */
    public static List<Path> files(String folder, String ending) throws IOException {
        try (Stream<Path> files = Files.walk(ROOT.resolve(folder))) {
            return files.filter(file -> file.toString().endsWith(ending)).sorted().toList();
        }
    }

    public static Map<?, ?> yaml(String path) throws IOException {
        return map(new Load(LoadSettings.builder().build()).loadFromString(text(path)));
    }

    public static Map<?, ?> map(@Nullable Object yaml) {
        return (Map<?, ?>) Objects.requireNonNull(yaml);
    }

    /** What stands under a key; nothing if it is not there. */
    public static List<?> list(Map<?, ?> yaml, String key) {
        Object list = yaml.get(key);
        return list == null ? List.of() : (List<?>) list;
    }

    public static String string(Map<?, ?> yaml, String key) {
        return String.valueOf(yaml.get(key));
    }

    /** A program of this machine. */
    static Optional<Path> program(String name) {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1))
                .filter(folder -> !folder.isEmpty())
                .map(folder -> Path.of(folder).resolve(name))
                .filter(Files::isExecutable)
                .findFirst();
    }
}
