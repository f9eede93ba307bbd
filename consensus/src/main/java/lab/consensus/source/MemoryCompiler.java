package lab.consensus.source;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.StringWriter;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import lab.consensus.strategy.Strategy;
import lab.domain.Pair;
import org.jspecify.annotations.Nullable;

/**
 * The JDK's compiler, with nothing on disk. Sources see the strategies' words and the domain's
 * alone.
 */
final class MemoryCompiler {
    private static final List<Class<?>> SEEN = List.of(Strategy.class, Pair.class);

    /** The class path as the compiler has read it: to open it anew costs more than to compile. */
    private static @Nullable JavaFileManager classPathFiles;

    private MemoryCompiler() {}

    /**
     * Compiles one file.
     *
     * @return class files by binary name
     * @throws SourceException with the errors as the compiler says them
     */
    static synchronized SortedMap<String, byte[]> compile(String fileName, String source)
            throws SourceException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        if (compiler == null) {
            throw new SourceException(
                    "%s: a JDK is needed to compile it, this is a JRE".formatted(fileName));
        }
        var said = new StringWriter();
        var text = new Text(fileName, source);
        JavaFileManager read = classPathFiles;
        if (read == null) {
            read = compiler.getStandardFileManager(null, Locale.ENGLISH, StandardCharsets.UTF_8);
            classPathFiles = read;
        }
        var files = new Memory(read);
        List<String> options =
                List.of(
                        "-g",
                        "-parameters",
                        "-proc:none",
                        "-Xlint:none",
                        "-encoding",
                        "UTF-8",
                        "-classpath",
                        classPath());
        // Without a listener the compiler writes its errors as it does on a terminal
        boolean isDone = compiler.getTask(said, files, null, options, null, List.of(text)).call();
        if (!isDone) {
            throw new SourceException(said.toString().lines().toList());
        }
        return files.classes();
    }

    private static String classPath() {
        return SEEN.stream()
                .map(MemoryCompiler::place)
                .distinct()
                .collect(Collectors.joining(System.getProperty("path.separator")));
    }

    private static String place(Class<?> type) {
        try {
            return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI())
                    .toString();
        } catch (URISyntaxException e) {
            throw new IllegalStateException("class %s: must lie in a file".formatted(type), e);
        }
    }

    /** The source. */
    private static final class Text extends SimpleJavaFileObject {
        private final String fileName;
        private final String source;

        Text(String fileName, String source) {
            super(Path.of(fileName).toUri(), Kind.SOURCE);
            this.fileName = fileName;
            this.source = source;
        }

        /** As the compiler's messages begin. */
        @Override
        public String getName() {
            return fileName;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return source;
        }
    }

    /** Where classes go. */
    private static final class Memory extends ForwardingJavaFileManager<JavaFileManager> {
        private final SortedMap<String, ByteArrayOutputStream> written = new TreeMap<>();

        Memory(JavaFileManager read) {
            super(read);
        }

        /** What was read stays open for the next file. */
        @Override
        public void close() {}

        @Override
        public JavaFileObject getJavaFileForOutput(
                Location location,
                String className,
                JavaFileObject.Kind kind,
                @Nullable FileObject sibling) {
            return new SimpleJavaFileObject(
                    URI.create("memory:///" + className.replace('.', '/') + kind.extension), kind) {
                @Override
                public OutputStream openOutputStream() {
                    var bytes = new ByteArrayOutputStream();
                    written.put(className, bytes);
                    return bytes;
                }
            };
        }

        SortedMap<String, byte[]> classes() {
            SortedMap<String, byte[]> classes = new TreeMap<>();
            written.forEach((name, bytes) -> classes.put(name, bytes.toByteArray()));
            return classes;
        }
    }
}
