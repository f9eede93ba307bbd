package lab.launcher.query;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class OwnTmpTest {
    private static final String PROPERTY = "java.io.tmpdir";

    @Test
    void who_works_on_in_the_process_has_the_folder_of_before() throws Exception {
        String before = System.getProperty(PROPERTY);
        Path folder;
        try (OwnTmp own = OwnTmp.open("tidemark-test")) {
            folder = own.folder();
            assertThat(System.getProperty(PROPERTY)).isEqualTo(folder.toString());
            Files.writeString(Files.createDirectory(folder.resolve("left")).resolve("behind"), "x");
        }
        assertThat(folder).doesNotExist();
        assertThat(System.getProperty(PROPERTY)).isEqualTo(before);
        assertThat(Path.of(before)).isDirectory();
    }
}
