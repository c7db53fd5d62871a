/* The program that costs nothing but its start. */
int main(void)
{
	return 0;
}
