@NullMarked
package lab.files;

import org.jspecify.annotations.NullMarked;
