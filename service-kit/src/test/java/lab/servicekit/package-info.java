@NullMarked
package lab.servicekit;

import org.jspecify.annotations.NullMarked;
