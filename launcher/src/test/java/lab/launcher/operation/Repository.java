package lab.launcher.operation;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The files of the repository that are not code. */
final class Repository {
    static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    private Repository() {}

    static String text(String path) throws IOException {
        return Files.readString(ROOT.resolve(path));
    }

    /** Those of a folder whose names end so, in order. */
    static List<Path> files(String folder, String ending) throws IOException {
        try (Stream<Path> files = Files.walk(ROOT.resolve(folder))) {
            return files.filter(file -> file.toString().endsWith(ending)).sorted().toList();
        }
    }

    static Map<?, ?> yaml(String path) throws IOException {
        return map(new Load(LoadSettings.builder().build()).loadFromString(text(path)));
    }

    static Map<?, ?> map(@Nullable Object yaml) {
        return (Map<?, ?>) Objects.requireNonNull(yaml);
    }

    /** What stands under a key; nothing if it is not there. */
    static List<?> list(Map<?, ?> yaml, String key) {
        Object list = yaml.get(key);
        return list == null ? List.of() : (List<?>) list;
    }

    static String string(Map<?, ?> yaml, String key) {
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
