package lab.launcher;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import lab.launcher.directory.DataDir;

/**
 * The lab as people start it: by its jars, with the cache of a rehearsed start, which halves what a
 * start costs. Where the jars are not made yet (a single test by Maven's phase {@code test}) it is
 * the class path of the tests, without a cache.
 *
 * @param classPath as the JVM takes it
 * @param cache the JVM's options for it, none without
 */
record ShippedLab(String classPath, List<String> cache) {
    private static final Path TARGET = Path.of("target").toAbsolutePath();
    private static final long REHEARSES_WITHIN_MINUTES = 5;

    private static final ShippedLab FOUND = find();

    static ShippedLab found() {
        return FOUND;
    }

    private static ShippedLab find() {
        String ofTests = System.getProperty("java.class.path");
        try {
            Optional<String> jars = jars(ofTests);
            return jars.isPresent()
                    ? new ShippedLab(jars.get(), cache(jars.get()))
                    : new ShippedLab(ofTests, List.of());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The same path with this module's jar; none as long as any of it is a folder. */
    private static Optional<String> jars(String ofTests) throws IOException {
        List<String> path = new ArrayList<>();
        for (String entry : ofTests.split(File.pathSeparator, -1)) {
            Path place = Path.of(entry).toAbsolutePath();
            if (place.equals(TARGET.resolve("classes"))) {
                Optional<Path> jar = ownJar();
                if (jar.isEmpty()) {
                    return Optional.empty();
                }
                path.add(jar.get().toString());
            } else if (Files.isRegularFile(place)) {
                path.add(entry);
            } else if (!place.equals(TARGET.resolve("test-classes"))) {
                return Optional.empty();
            }
        }
        return Optional.of(String.join(File.pathSeparator, path));
    }

    /** If it is not older than what it was made of. */
    private static Optional<Path> ownJar() throws IOException {
        try (Stream<Path> files = Files.list(TARGET)) {
            Optional<Path> jar =
                    files.filter(file -> file.getFileName().toString().endsWith("-SNAPSHOT.jar"))
                            .findFirst();
            return jar.isPresent() && changed(jar.get()) >= newestClass() ? jar : Optional.empty();
        }
    }

    private static long newestClass() throws IOException {
        try (Stream<Path> classes = Files.walk(TARGET.resolve("classes"))) {
            return classes.filter(Files::isRegularFile)
                    .mapToLong(ShippedLab::changed)
                    .max()
                    .orElse(Long.MAX_VALUE);
        }
    }

    private static long changed(Path file) {
        return file.toFile().lastModified();
    }

    /** Made once for all test processes: who comes second waits for it. */
    private static List<String> cache(String jars) throws IOException {
        Path cache = TARGET.resolve("lab-process.aot");
        try (FileChannel lock =
                        FileChannel.open(
                                TARGET.resolve("lab-process.lock"),
                                StandardOpenOption.CREATE,
                                StandardOpenOption.WRITE);
                var _ = lock.lock()) {
            boolean isFresh =
                    Files.exists(cache)
                            && Stream.of(jars.split(File.pathSeparator, -1))
                                    .allMatch(jar -> changed(Path.of(jar)) <= changed(cache));
            if (!isFresh && !rehearse(jars, cache)) {
                return List.of();
            }
        }
        return List.of("-XX:AOTCache=" + cache, "-Xlog:aot*=off,cds*=off");
    }

    private static boolean rehearse(String jars, Path cache) throws IOException {
        Files.deleteIfExists(cache);
        Path data = Files.createTempDirectory(TARGET, "rehearsal");
        List<String> command = new ArrayList<>(LabProcess.jvm());
        command.addAll(
                List.of(
                        "-XX:AOTCacheOutput=" + cache,
                        "-cp",
                        jars,
                        "lab.cli.Main",
                        "rehearse",
                        "--data",
                        data.toString()));
        Process process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(TARGET.resolve("lab-process.log").toFile())
                        .start();
        try {
            boolean isDone =
                    process.waitFor(REHEARSES_WITHIN_MINUTES, TimeUnit.MINUTES)
                            && process.exitValue() == 0;
            return isDone && Files.exists(cache);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            process.destroyForcibly();
            DataDir.deleteTree(data);
        }
    }
}
