@NullMarked
package lab.iggy.embedded.storage.file;

import org.jspecify.annotations.NullMarked;
