package lab.powerloss;

import java.io.IOException;
import java.nio.ByteBuffer;

/** An open folder, which can only be forced. */
final class FolderChannel extends ContentsChannel {
    private final PowerLossFileSystem files;
    private final Folder folder;

    FolderChannel(PowerLossFileSystem files, Folder folder) {
        super(files, new Contents(), false);
        this.files = files;
        this.folder = folder;
    }

    @Override
    public void force(boolean metaData) throws IOException {
        files.power().step();
        folder.force();
    }

    @Override
    public int write(ByteBuffer from, long at) throws IOException {
        throw new IOException("is a directory");
    }
}
