@NullMarked
package lab.testports;

import org.jspecify.annotations.NullMarked;
